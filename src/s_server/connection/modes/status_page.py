"""-www: answers any GET with a page on the connection."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from s_server.connection.modes.request import (
    Refusal,
    head,
    read_request_untrusted,
    refuse,
)
from s_server.events import Ending
from s_server.output.status_page import page

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection


def converse(connection: Connection, channel: Channel) -> Ending:
    """Answer one request with the status page; raises Broken."""
    request = read_request_untrusted(channel)
    if request is None:
        return Ending.PEER
    if isinstance(request, Refusal):
        refuse(channel, request)
    else:
        send(connection, channel)
    return Ending.SERVER


def send(connection: Connection, channel: Channel) -> None:
    """Send the page; raises Broken."""
    service = connection.service
    body = page(
        connection.facts,
        words=service.config.words,
        counters=service.context.counters(),
        release=service.context.library.release,
    )
    channel.write(head(HTTPStatus.OK, "text/html") + body)
