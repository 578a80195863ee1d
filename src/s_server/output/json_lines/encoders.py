"""An event as an object for JSON: what every line has, then what is the event's own."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING, Any

from s_server import events
from s_server.events import ConnectionEvent, Event
from s_server.output.json_lines import moments
from s_server.output.json_lines.known import KNOWN
from s_server.output.json_lines.members import LEFT_OUT, TOGETHER, members_of
from s_server.output.json_lines.shapes import (
    Shape,
    fields_of,
    filler_of,
    hints_of,
    is_about,
    literal,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeGuard

    from s_server.output.json_lines.writer import Late

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
    """Answer what writes the line of an event of this kind that happens now."""
    encode = late_encoder_of(kind)
    if issubclass(kind, ConnectionEvent):
        return lambda event: encode(event, moments.now(event.connection))
    return lambda event: encode(event, moments.now())


def late_encoder_of(kind: type[Event]) -> Late[Any]:
    """Answer what writes the line of an event of this kind, then or later.

    It is called with the event and its moment.
    """
    names, tail = TOGETHER.get(kind, (frozenset(), None))
    every = members_of(kind, own_fields(kind))
    members = {name: member for name, member in every.items() if name not in names}
    begin = literal(f'{{"event":"{name_of(kind)}",') + _MOMENT + "," * bool(every)
    return filler_of(
        begin,
        members,
        literal("}\n"),
        arguments="value, moment",
        known={"last": moments.last, "text_of": moments.text_of},
        tail=tail,
    )


def lasts(kind: type[Event]) -> bool:
    """Whether all that is told of such an event is in it, and none yet in OpenSSL."""
    untold = LEFT_OUT.get(kind, ())
    return not any(
        is_about(hint, KNOWN)
        for name, hint in hints_of(kind).items()
        if name not in untold
    )


# Mostly several events in a row have the same.
_MOMENT = "{(kept[1] if (kept := last[0])[0] is moment else text_of(moment))}"
