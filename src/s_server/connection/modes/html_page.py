"""The status page for browsers: gathers what it shows, and sends it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from s_server.connection.modes.request import head, respond
from s_server.events import ClientHelloReceived, MessagePassed
from s_server.output.html.messages import Moment
from s_server.output.html.page import Shown, headers, page

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection
    from s_server.connection.story import Stories


def send(connection: Connection, channel: Channel, stories: Stories) -> None:
    """Send the page; raises Broken."""
    service = connection.service
    events = stories.of(connection.info.number)
    shown = Shown(
        peer=connection.info.peer,
        facts=connection.facts,
        hellos=[e for _, e in events if isinstance(e, ClientHelloReceived)],
        moments=[Moment(at, e) for at, e in events if isinstance(e, MessagePassed)],
        words=service.config.shown,
        library=service.context.library.version,
        statistics=stories.statistics(),
    )
    top = head(HTTPStatus.OK, "text/html; charset=utf-8", headers())
    respond(connection, channel, top + page(shown))
