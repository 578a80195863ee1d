"""What is kept of a server's events, and how another thread waits for them."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from s_server.events import (
    Accepted,
    Alert,
    Bus,
    Closed,
    ConnectionEvent,
    ConnectionInfo,
    DataReceived,
    Ended,
    HandshakeFinished,
    MessagePassed,
    RecordPassed,
    Warned,
)
from s_server.server import log as logs
from s_server.server.kept import KeptFacts
from s_server.server.log import EventLog, kinds_of
from tests.kit.process import TIMEOUT
from tests.output.facts import PlainFacts

if TYPE_CHECKING:
    from s_server.events import Event

ONE = ConnectionInfo(1, "127.0.0.1:1001")


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def log(bus: Bus) -> EventLog:
    return EventLog(bus)


def warned(message: str) -> Warned:
    return Warned(message=message)


def anything(_: Event) -> bool:
    return True


def test_kinds_are_leaves() -> None:
    assert set(kinds_of(Alert)) == {Alert}
    assert {Accepted, Closed, Alert} < set(kinds_of(ConnectionEvent))
    assert ConnectionEvent not in set(kinds_of(ConnectionEvent))
    assert "Warned" not in {kind.__name__ for kind in kinds_of(ConnectionEvent)}


def test_everything_is_kept_in_order(bus: Bus, log: EventLog) -> None:
    told = [warned("a"), Accepted(connection=ONE), warned("b")]
    for event in told:
        bus.emit(event)
    assert log.all() == tuple(told)


def test_what_is_much_is_not_asked_for(bus: Bus, log: EventLog) -> None:
    assert log.all() == ()
    assert not bus.wants(MessagePassed)
    assert not bus.wants(RecordPassed)
    assert bus.wants(Alert)


def test_facts_are_read_at_once(bus: Bus, log: EventLog) -> None:
    facts = PlainFacts()
    bus.emit(HandshakeFinished(connection=ONE, facts=facts))
    facts.version = "changed"
    (event,) = log.all()
    assert isinstance(event, HandshakeFinished)
    assert isinstance(event.facts, KeptFacts)
    assert event.facts.version == "TLSv1.3"


def test_the_oldest_go_first(
    bus: Bus, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "KEPT", 3)
    for message in "abcde":
        bus.emit(warned(message))
    assert log.all() == tuple(map(warned, "cde"))
    # What is gone is not waited for, and does not confuse who counts.
    assert log.wait(Warned, 0, lambda event: event.message == "a") is None
    assert log.wait(Warned, 0, anything) == warned("c")


def test_data_is_bounded(
    bus: Bus, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "KEPT_DATA", 10)
    for data in (b"12345", b"67890", b"1", b"2345"):
        bus.emit(DataReceived(connection=ONE, data=data))
    assert [getattr(event, "data") for event in log.all()] == [b"67890", b"1", b"2345"]  # noqa: B009 - DataReceived has it


def test_a_past_event_is_answered(bus: Bus, log: EventLog) -> None:
    bus.emit(warned("a"))
    bus.emit(warned("b"))
    assert log.wait(Warned, 0, anything) == warned("a")
    assert log.wait(Warned, 0, lambda event: event.message == "b") == warned("b")


def test_one_that_comes_later(bus: Bus, log: EventLog) -> None:
    found: list[object] = []
    asked = threading.Event()

    def is_good(event: Warned) -> bool:
        asked.set()
        return event.message == "c"

    bus.emit(warned("a"))
    waiting = threading.Thread(
        target=lambda: found.append(log.wait(Warned, TIMEOUT, is_good))
    )
    waiting.start()
    assert asked.wait(TIMEOUT)
    for message in "bc":
        bus.emit(warned(message))
    waiting.join(TIMEOUT)
    assert found == [warned("c")]


def test_the_limit_holds_while_others_come(bus: Bus, log: EventLog) -> None:
    began = time.monotonic()
    assert log.wait(Accepted, 0.05, anything) is None
    bus.emit(warned("a"))
    assert log.wait(Accepted, 0.05, anything) is None
    assert 0.1 <= time.monotonic() - began < TIMEOUT


def test_a_server_that_has_ended_is_not_waited_for(bus: Bus, log: EventLog) -> None:
    bus.emit(Ended(counters=()))
    assert log.wait(Ended, TIMEOUT * 10, anything) == Ended(counters=())
    began = time.monotonic()
    assert log.wait(Accepted, TIMEOUT * 10, anything) is None
    assert time.monotonic() - began < TIMEOUT
