"""What is kept of each connection, and in what order."""

from __future__ import annotations

import dataclasses

import pytest

from s_server.errors import QueueEntry
from s_server.events import (
    Accepted,
    Bus,
    Cause,
    Closed,
    ConnectionInfo,
    Ender,
    Explained,
    Explanation,
    Failed,
    HandshakeFinished,
    Stage,
)
from s_server.server import record
from s_server.server.record import ConnectionRecord, Records, State
from tests.output.facts import PlainFacts

ONE = ConnectionInfo(1, "127.0.0.1:1001")
TWO = ConnectionInfo(2, "127.0.0.1:1002")


@pytest.fixture
def bus() -> Bus:
    return Bus()


def entry(reason: str) -> QueueEntry:
    return QueueEntry(
        code=1, library="SSL", function="f", reason=reason, file="x.c", line=1, data=""
    )


def failed(cause: Cause, *reasons: str) -> Failed:
    queue = tuple(map(entry, reasons))
    return Failed(connection=ONE, stage=Stage.HANDSHAKE, cause=cause, queue=queue)


def test_the_life_of_a_connection(bus: Bus) -> None:
    told: list[ConnectionRecord] = []
    records = Records(bus)
    for event in (
        Accepted(connection=ONE),
        HandshakeFinished(connection=ONE, facts=PlainFacts(reused=True)),
        Closed(connection=ONE),
    ):
        bus.emit(event)
        told += records.all()
    states = [State.HANDSHAKE, State.CONNECTED, State.CLOSED]
    assert [one.state for one in told] == states
    assert told[0] == ConnectionRecord(number=1, peer=ONE.peer)
    assert records.all() == (told[-1],)
    assert told[-1] == ConnectionRecord(
        number=1,
        peer=ONE.peer,
        state=State.CLOSED,
        version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        reused=True,
    )


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (failed(Cause.PROTOCOL, "no shared cipher"), "no shared cipher"),
        (failed(Cause.PROTOCOL, "bad", "worse"), "bad, worse"),
        (failed(Cause.PROTOCOL), "protocol"),
        (failed(Cause.TIMED_OUT), "timed out"),
    ],
)
def test_why_it_failed(bus: Bus, event: Failed, words: str) -> None:
    records = Records(bus)
    bus.emit(Accepted(connection=ONE))
    bus.emit(event)
    bus.emit(Closed(connection=ONE))
    (one,) = records.all()
    assert (one.failure, one.state, one.version) == (words, State.CLOSED, None)


def test_the_order_is_that_of_the_numbers(bus: Bus) -> None:
    """Each connection tells on its own thread: a later one may be faster."""
    records = Records(bus)
    bus.emit(Accepted(connection=TWO))
    bus.emit(Accepted(connection=ONE))
    assert [one.number for one in records.all()] == [1, 2]


def test_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch, bus: Bus) -> None:
    monkeypatch.setattr(record, "KEPT", 3)
    records = Records(bus)
    for number in range(1, 6):
        bus.emit(Accepted(connection=ConnectionInfo(number, "peer")))
    assert [one.number for one in records.all()] == [3, 4, 5]
    # One that was forgotten may still close.
    bus.emit(Closed(connection=ConnectionInfo(1, "peer")))
    assert ConnectionRecord(number=1, peer="peer", state=State.CLOSED) in records.all()


def test_a_record_is_read_by_a_person() -> None:
    record = ConnectionRecord(number=1, peer=ONE.peer, failure="a", words=("b", "c"))
    assert str(record) == "connection 1 from 127.0.0.1:1001: handshake, a\n  b\n  c"


def test_why_in_plain_words(bus: Bus) -> None:
    records = Records(bus)
    why = Explanation(cause="a_cause", words=("one", "two"), ended_by=Ender.CLIENT)
    other = dataclasses.replace(why, cause="another")
    bus.emit(Accepted(connection=ONE))
    bus.emit(Explained(connection=ONE, explanation=why))
    (one,) = records.all()
    assert (one.cause, one.words, one.failure) == ("a_cause", ("one", "two"), None)
    bus.emit(failed(Cause.TIMED_OUT))
    assert records.all()[0].cause == "a_cause"
    bus.emit(dataclasses.replace(failed(Cause.TIMED_OUT), explanation=other))
    (one,) = records.all()
    assert (one.cause, one.failure) == ("another", "timed out")
