"""An event as an object for JSON: what every line has, then what is the event's own."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from s_server import events
from s_server.events import ConnectionEvent, Event
from s_server.output.json_lines.known import KNOWN
from s_server.output.json_lines.members import members_of
from s_server.output.json_lines.shapes import STRING, Shape, fields_of, form_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeGuard

quoted = STRING.write
SCHEMA_VERSION = 1
"""Grows when a line no longer means what it did; members may be added without that."""


class Started(Event):
    """The first line: which version of the schema the lines follow.

    ``library`` is what the loaded OpenSSL calls itself, ``process`` our process id.
    """

    schema: int
    library: str
    process: int


def kinds() -> list[type[Event]]:
    """Answer every kind of event that there is, in alphabetical order."""
    found: set[type[Event]] = {Started}
    for place in pkgutil.iter_modules(events.__path__, f"{events.__name__}."):
        # Not Event.__subclasses__(): a class with slots is made twice.
        module = importlib.import_module(place.name)
        found |= {thing for thing in vars(module).values() if _is_event(thing)}
    return sorted(found - {Event, ConnectionEvent}, key=lambda kind: kind.__name__)


def _is_event(thing: object) -> TypeGuard[type[Event]]:
    return isinstance(thing, type) and issubclass(thing, Event)


def name_of(kind: type[Event]) -> str:
    """Answer the kind's name on a line: ``HandshakeFinished`` is handshake_finished."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind.__name__).lower()


def own_fields(kind: type[Event]) -> dict[str, Shape]:
    """Answer the shapes of a kind's fields, but for the connection."""
    return {n: f for n, f in fields_of(kind, KNOWN).items() if n != "connection"}


def encoder_of(kind: type[Event]) -> Callable[[Any], str]:
    """Answer what writes the line of an event of this kind."""
    members = members_of(kind, own_fields(kind))
    begin = f'{{"event":"{name_of(kind)}","time":"%s"'
    if issubclass(kind, ConnectionEvent):
        begin += ',"connection":%d,"peer":%s,"elapsed_ms":%.3f'
    shapes = {name: shape for name, (_, shape) in members.items()}
    form = ",".join(filter(None, (begin, form_of(shapes)))) + "}\n"
    pairs = [
        (get or attrgetter(name), shape.write) for name, (get, shape) in members.items()
    ]

    def encode(event: Event) -> str:
        return form % (now(), *[write(get(event)) for get, write in pairs])

    def encode_of_connection(event: ConnectionEvent) -> str:
        info = event.connection
        elapsed = (time.monotonic() - info.accepted) * 1000
        own = [write(get(event)) for get, write in pairs]
        return form % (now(), info.number, quoted(info.peer), elapsed, *own)

    return encode_of_connection if issubclass(kind, ConnectionEvent) else encode


_second: tuple[int, str] = (0, "")


def now() -> str:
    """Answer the time as RFC 3339 has it, in UTC and with microseconds."""
    global _second  # noqa: PLW0603 - the text of this second, of which many lines are
    moment = time.time_ns() // 1000
    second, rest = divmod(moment, 1_000_000)
    kept = _second
    if kept[0] != second:
        text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        _second = kept = (second, text)
    return f"{kept[1]}.{rest:06d}Z"
