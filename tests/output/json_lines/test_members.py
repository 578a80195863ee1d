"""What is told beyond the fields, and what is kept back."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from s_server import events
from s_server.output.json_lines.encoders import encoder_of, kinds, own_fields
from s_server.output.json_lines.members import (
    ADDED,
    LEFT_OUT,
    NAMES,
    TOGETHER,
    members_of,
)
from s_server.output.json_lines.shapes import filler_of, literal
from tests.output.facts import PlainFacts

from .samples import INFO, sample

if TYPE_CHECKING:
    from s_server.events import Event


def told(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encoder_of(type(event))(event))
    return found


def message(data: bytes, content_type: int = 22) -> events.MessagePassed:
    return events.MessagePassed(
        connection=INFO, sent=True, version=0x304, content_type=content_type, data=data
    )


def test_tables_name_kinds_and_fields_that_exist() -> None:
    known = set(kinds())
    assert known >= {*ADDED, *LEFT_OUT, *NAMES}
    for kind, names in (*LEFT_OUT.items(), *NAMES.items()):
        assert set(names) <= set(own_fields(kind))


def test_a_ticket_is_nobodys_business() -> None:
    ticket = b"\x04\x00\x00\x03abc"
    line = told(message(ticket))
    assert line["data"] is None
    assert line["length"] == 7
    assert told(message(b"\x14\x00\x00\x01a"))["data"] == "1400000161"
    # The same first byte means something else in other content.
    assert told(message(b"\x04\x00", 21))["data"] == "0400"
    assert told(message(b""))["data"] == ""


def test_the_hello_is_timed() -> None:
    came = dataclasses.replace(PlainFacts(), hello_came=INFO.accepted + 0.25)
    line = told(events.HandshakeFinished(connection=INFO, facts=came))
    assert line["hello_ms"] == 250
    line = told(events.HandshakeFinished(connection=INFO, facts=PlainFacts()))
    assert line["hello_ms"] is None


def test_names_are_text_too() -> None:
    line = told(events.NameAsked(connection=INFO, name=b"caf\xc3\xa9\xff", found=True))
    assert (line["name"], line["name_text"]) == ("636166c3a9ff", "café\\xff")
    line = told(events.AlpnOffered(connection=INFO, protocols=(b"h2", b"\x0a\x0a")))
    assert line["protocols_text"] == ["h2", "\n\n"]


def test_a_turn_does_not_tell_the_facts_again() -> None:
    assert "facts" not in told(sample(events.TurnBegan))


def test_what_is_written_together_is_what_each_member_is() -> None:
    """The quick way and the plain one have the same answer."""
    for kind, (names, tail) in TOGETHER.items():
        members = members_of(kind, own_fields(kind))
        assert names <= set(members)
        begin, end = literal("{"), literal("}")
        plain = filler_of(begin, {n: members[n] for n in members if n in names}, end)
        for event in MESSAGES:
            assert json.loads(f"{{{tail(event)}}}") == json.loads(plain(event))


# The second of each pair would be found by the first one's key, if keys were short.
MESSAGES = [
    events.MessagePassed(
        connection=INFO, sent=sent, version=version, content_type=kind, data=data
    )
    for data in (b"\x01\x00", b"\x04\x00", b"\x04", b"", b"\xff" * 300, b"\x02\x28")
    for kind in (22, 21, 20, 99)
    for version in (0x304, 0x303, 1, 0)
    for sent in (True, False)
]
