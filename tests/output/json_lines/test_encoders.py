"""Every kind of event has a line, and the line is what the published schema says."""

from __future__ import annotations

import json
import time

import jsonschema_rs
import pytest

from s_server import events
from s_server.events import ConnectionEvent, ConnectionInfo, Event
from s_server.output.json_lines.encoders import (
    encoder_of,
    kinds,
    lasts,
    late_encoder_of,
    name_of,
)
from s_server.output.json_lines.moments import time_text
from tests.kit.json_lines import problems_with, published

from .samples import INFO, sample

KINDS = kinds()


def test_no_kind_is_forgotten() -> None:
    exported = {getattr(events, name) for name in events.__all__}
    expected = {
        kind for kind in exported if isinstance(kind, type) and issubclass(kind, Event)
    } - {Event, ConnectionEvent}
    assert expected <= set(KINDS)
    assert set(published()["$defs"]) == {name_of(kind) for kind in KINDS}
    assert len(KINDS) > 55


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_line_of_every_kind_is_valid(kind: type[Event], *, empty: bool) -> None:
    line = encoder_of(kind)(sample(kind, empty=empty))
    assert line.endswith("}\n")
    assert "\n" not in line[:-1]
    told = json.loads(line)
    assert problems_with(told) == []
    assert list(told)[:2] == ["event", "time"]
    if issubclass(kind, ConnectionEvent):
        assert (told["connection"], told["peer"]) == (INFO.number, INFO.peer)
        assert told["elapsed_ms"] > 0


def test_the_whole_schema_knows_each_line() -> None:
    whole = jsonschema_rs.Draft202012Validator(published())
    for kind in KINDS:
        told = json.loads(encoder_of(kind)(sample(kind)))
        assert whole.is_valid(told), kind
        told["event"] += "x"
        assert not whole.is_valid(told)


def test_a_line_that_lacks_or_adds_something_is_refused() -> None:
    told = json.loads(encoder_of(events.Closed)(sample(events.Closed)))
    for member in told:
        assert problems_with({k: v for k, v in told.items() if k != member})
    assert problems_with({**told, "more": 1})
    assert problems_with({**told, "time": "2026-11-21 10:00:00"})


def test_names() -> None:
    assert name_of(events.HandshakeFinished) == "handshake_finished"
    assert name_of(events.DhChosen) == "dh_chosen"


def test_lines_of_connections_in_turn() -> None:
    """What all lines of a connection have is kept, and is nobody else's."""
    encode = encoder_of(events.Closed)
    one, two = ConnectionInfo(1, "[::1]:1"), ConnectionInfo(2, 'a "peer"')
    for info in (one, two, one, one, two, ConnectionInfo(1, "[::1]:2")):
        told = json.loads(encode(events.Closed(connection=info)))
        assert (told["connection"], told["peer"]) == (info.number, info.peer)
        late = ConnectionInfo(info.number, info.peer, time.monotonic() - 1.5)
        told = json.loads(encode(events.Closed(connection=late)))
        assert 1500 <= told["elapsed_ms"] < 60_000


def test_a_line_that_is_written_later_says_when_it_was() -> None:
    """Also where another moment's text, or another connection's, was needed since."""
    encode = late_encoder_of(events.Closed)
    other = ConnectionInfo(2, "other", INFO.accepted)
    for info in (INFO, other, INFO):
        for ns in (5, 5, 6_000_000_000):
            moment = (INFO.accepted + ns, ns, info)
            told = json.loads(encode(events.Closed(connection=info), moment))
            assert told["time"] == time_text(ns)
            assert told["connection"] == info.number
            assert told["elapsed_ms"] == ns * 1000


def test_what_lies_in_openssl_is_written_at_once() -> None:
    at_once = {kind for kind in KINDS if not lasts(kind)}
    assert at_once >= {events.HandshakeFinished, events.HandshakeRepeated}
    assert at_once >= {events.VerifyStep}
    # Half of all lines, and one whose facts are not told.
    assert lasts(events.MessagePassed)
    assert lasts(events.TurnBegan)
