"""What is told of an event beyond its own fields, and what is not.

Nothing secret is told: no session's master key, no pre-shared key, no keying material,
and not the tickets that we send.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from s_server import events
from s_server.frozen import Frozen
from s_server.output.json_lines.contents import CONTENTS, contents_text
from s_server.output.json_lines.decoded import HELLO
from s_server.output.json_lines.shapes import (
    BOOLEAN,
    HEX,
    INTEGER,
    NUMBER,
    STRING,
    TEXT,
    Shape,
    array_of,
    filler_of,
    literal,
    or_null,
)
from s_server.wire.registries import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import Event

_LEVELS, _ALERTS = table("alert_levels"), table("alerts")
_CONTENTS, _MESSAGES = table("content_types"), table("handshake_types")
_HANDSHAKE = 22
_NEW_SESSION_TICKET = b"\x04"
_NOBODY = events.ConnectionInfo(0, "")
KINDS = 256
"""Kinds of messages whose names are kept."""


class Member(Frozen, kw_only=False):
    """A member of an object: how it is got, its shape, and what it is in words."""

    get: Callable[[Any], Any]
    shape: Shape
    words: str


ADDED: dict[type[Event], dict[str, Member]] = {}
"""Members by the kind of event; one with the name of a field takes its place."""

LEFT_OUT: dict[type[Event], frozenset[str]] = {
    # It was told when it came; this is what -client_hello shows of it.
    events.Failed: frozenset({"first_hello", "common_suites"}),
    # They are those of its handshake, which were told then.
    events.TurnBegan: frozenset({"facts"}),
}
"""Fields that are not told."""

NAMES: dict[type[Event], tuple[str, ...]] = {
    events.AlpnOffered: ("protocols",),
    events.AlpnSelected: ("protocol",),
    events.NameAsked: ("name",),
    events.PskIdentityUnexpected: ("identity", "expected"),
    events.PskIdentityUnknown: ("identity",),
    events.SrpLookup: ("username",),
}
"""Fields of bytes that are mostly text, and are told as such beside the hex."""


def _adds(
    kind: type[Event], name: str, shape: Shape, words: str
) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    def add(get: Callable[[Any], Any]) -> Callable[[Any], Any]:
        ADDED.setdefault(kind, {})[name] = Member(get, shape, words)
        return get

    return add


@_adds(
    events.HandshakeFinished,
    "hello_ms",
    or_null(NUMBER),
    "Milliseconds from the accepted connection to the first ClientHello; elapsed_ms "
    "is when the handshake was done.",
)
def _hello(event: events.HandshakeFinished) -> float | None:
    came = event.facts.hello_came
    return None if came is None else (came - event.connection.accepted) * 1000


@_adds(
    events.ClientHelloReceived,
    "hello",
    HELLO,
    "What is in it, decoded: numbers with IANA's names, unknown ones without.",
)
def _event(event: events.ClientHelloReceived) -> events.ClientHelloReceived:
    return event


@_adds(events.Alert, "level_name", or_null(STRING), "The level's name (RFC 8446 6).")
def _level(event: events.Alert) -> str | None:
    return _LEVELS.get(event.level)


@_adds(events.Alert, "name", or_null(STRING), "The description's name by IANA.")
def _alert(event: events.Alert) -> str | None:
    return _ALERTS.get(event.description)


@_adds(events.Failed, "alert_name", or_null(STRING), "The alert's name by IANA.")
def _failed_alert(event: events.Failed) -> str | None:
    return None if event.alert is None else _ALERTS.get(event.alert)


def _is_handshake(event: events.MessagePassed) -> bool:
    return event.content_type == _HANDSHAKE and bool(event.data)


@_adds(
    events.MessagePassed,
    "message_type",
    or_null(INTEGER),
    "The handshake message's type (RFC 8446 4); null for other content.",
)
def _message_type(event: events.MessagePassed) -> int | None:
    is_handshake = event.content_type == _HANDSHAKE and event.data
    return event.data[0] if is_handshake else None


@_adds(
    events.MessagePassed,
    "name",
    or_null(STRING),
    "The name of the handshake message's type, or of the content's.",
)
def _name(event: events.MessagePassed) -> str | None:
    kind = event.content_type
    is_handshake = kind == _HANDSHAKE and event.data
    return _MESSAGES.get(event.data[0]) if is_handshake else _CONTENTS.get(kind)


@_adds(events.MessagePassed, "length", INTEGER, "Bytes of the message, its header too.")
def _length(event: events.MessagePassed) -> int:
    return len(event.data)


@_adds(
    events.MessagePassed,
    "data",
    or_null(HEX),
    "The message; null for a NewSessionTicket, whose ticket is nobody else's.",
)
def _data(event: events.MessagePassed) -> bytes | None:
    data = event.data
    is_ticket = event.content_type == _HANDSHAKE and data[:1] == _NEW_SESSION_TICKET
    return None if is_ticket else data


@_adds(
    events.MessagePassed,
    "contents",
    CONTENTS,
    "The message's fields by their names in the RFCs, or malformed and why; null for a "
    "ClientHello, which client_hello_received has, for a NewSessionTicket, for a "
    "Finished, which is one value, and for content without fields. Key exchanges of "
    "TLS 1.2 are data.",
)
def _contents(event: events.MessagePassed) -> events.MessagePassed:
    return event


@lru_cache(KINDS)
def _message_begin(
    sent: bool,  # noqa: FBT001 - a cache's key
    version: int,
    content_type: int,
    first: bytes,
) -> tuple[str, bool]:
    """Answer the members of a message up to its length, and whether it is shown."""
    event = events.MessagePassed(
        connection=_NOBODY,
        sent=sent,
        version=version,
        content_type=content_type,
        data=first,
    )
    write = filler_of("", _MESSAGE, literal(',"length":'))
    return write(event), _data(event) is not None


_MESSAGE: dict[str, tuple[Callable[[Any], Any] | None, Shape]] = {
    "sent": (None, BOOLEAN),
    "version": (None, INTEGER),
    "content_type": (None, INTEGER),
    "message_type": (_message_type, or_null(INTEGER)),
    "name": (_name, or_null(STRING)),
}


def _message_members(event: events.MessagePassed) -> str:
    data = event.data
    begin, is_told = _message_begin(
        event.sent, event.version, event.content_type, data[:1]
    )
    if is_told:
        told = contents_text(event)
        return f'{begin}{len(data)},"data":"{data.hex()}","contents":{told}'
    return f'{begin}{len(data)},"data":null,"contents":null'


TOGETHER: dict[type[Event], tuple[frozenset[str], Callable[[Any], str]]] = {
    # Half of all lines are of messages.
    events.MessagePassed: (
        frozenset({*_MESSAGE, "length", "data", "contents"}),
        _message_members,
    ),
}
"""Members that are written at once, for speed, and what writes the same as each."""


def members_of(
    kind: type[Event], fields: dict[str, Shape]
) -> dict[str, tuple[Callable[[Any], Any] | None, Shape]]:
    """Answer an event's members by name; one without a getter is the field itself."""
    found: dict[str, tuple[Callable[[Any], Any] | None, Shape]] = {
        name: (None, shape)
        for name, shape in fields.items()
        if name not in LEFT_OUT.get(kind, ())
    }
    for name in NAMES.get(kind, ()):
        is_list = fields[name].schema["type"] == "array"
        found[f"{name}_text"] = _reader(name), array_of(TEXT) if is_list else TEXT
    added = ADDED.get(kind, {})
    return found | {name: (member.get, member.shape) for name, member in added.items()}


def _reader(name: str) -> Callable[[Any], Any]:
    return lambda event: getattr(event, name)
