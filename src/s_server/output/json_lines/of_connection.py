"""The events of one connection as JSON for its own client: without what is secret.

The client knows all of it, but the page may be shown around, and with a ticket or a
key exchange's secret somebody else could pose as the client.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from s_server.output.json_lines.encoders import encoder_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.events import ConnectionEvent

SESSION_TICKET, PRE_SHARED_KEY = 35, 41
CLIENT_HELLO = 1


def of_connection(events: Iterable[tuple[float, ConnectionEvent]]) -> bytes:
    """Answer an array of the lines of -json; ``elapsed_ms`` is that of each event.

    They have no ``time``: they are written when the client asks.
    """
    lines = ",\n".join(json.dumps(_line(*one)) for one in events)
    return f"[\n{lines}\n]\n".encode()


def _line(after: float, event: ConnectionEvent) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(encoder_of(type(event))(event))
    del line["time"]
    line["elapsed_ms"] = round(after, 3)
    if line["event"] == "client_hello_received":
        _hide(line)
    elif line.get("message_type") == CLIENT_HELLO:
        line["data"] = None
    return line


def _hide(line: dict[str, Any]) -> None:
    """Take away what the client would resume a session with, and the bytes it is in."""
    line["data"] = None
    for extension in (line.get("hello") or {}).get("extensions") or ():
        if extension["code"] in {SESSION_TICKET, PRE_SHARED_KEY}:
            extension["data"] = extension["contents"] = None
