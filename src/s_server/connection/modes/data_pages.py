"""What -www answers to programs as JSON: counts, and the events of the connection."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from s_server.connection.modes.request import head, respond
from s_server.output.json_lines.of_connection import of_connection

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection
    from s_server.connection.story import Stories

STATISTICS, EVENTS = b"/stats", b"/json"


def send(
    connection: Connection, channel: Channel, stories: Stories, target: bytes
) -> None:
    """Send the answer for a target; raises Broken."""
    if target == STATISTICS:
        body = json.dumps(stories.statistics(), indent=1).encode() + b"\n"
    else:
        body = of_connection(stories.of(connection.info.number))
    respond(connection, channel, head(HTTPStatus.OK, "application/json") + body)
