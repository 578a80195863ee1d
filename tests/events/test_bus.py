"""Events reach exactly those who asked for them, on the same thread."""

from __future__ import annotations

import threading
from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

from s_server.events import Accepted, Bus, Closed, ConnectionInfo, Warned

if TYPE_CHECKING:
    from s_server.events import Event

INFO = ConnectionInfo(1, "127.0.0.1:1")


def test_subscribers_are_told_in_the_order_they_came() -> None:
    bus, told = Bus(), []
    bus.subscribe(Warned, lambda event: told.append(("first", event.message)))
    bus.subscribe(Warned, lambda event: told.append(("second", event.message)))
    bus.emit(Warned(message="m"))
    assert told == [("first", "m"), ("second", "m")]


def test_only_events_of_exactly_that_kind_are_told() -> None:
    told: list[Event] = []
    bus = Bus()
    bus.subscribe(Accepted, told.append)
    bus.emit(Closed(connection=INFO))
    bus.emit(Warned(message="m"))
    assert told == []
    bus.emit(Accepted(connection=INFO))
    assert told == [Accepted(connection=INFO)]


def test_what_nobody_wants_is_known() -> None:
    bus = Bus()
    assert not bus.wants(Closed)
    bus.subscribe(Closed, lambda _: None)
    assert bus.wants(Closed)
    assert not bus.wants(Accepted)


def test_the_emitting_thread_tells() -> None:
    bus = Bus()
    threads: list[int] = []
    bus.subscribe(Warned, lambda _: threads.append(threading.get_ident()))
    other = threading.Thread(target=bus.emit, args=(Warned(message="m"),))
    other.start()
    other.join()
    assert threads == [other.ident]


def test_a_subscriber_may_come_while_an_event_is_told() -> None:
    bus = Bus()
    told: list[Event] = []
    bus.subscribe(Warned, lambda _: bus.subscribe(Warned, told.append))
    bus.emit(Warned(message="first"))
    assert told == []
    bus.emit(Warned(message="second"))
    assert told == [Warned(message="second")]


def test_an_event_is_frozen() -> None:
    event = Warned(message="m")
    with pytest.raises(FrozenInstanceError):
        event.message = "other"  # type: ignore[misc]  # that it fails is the test


def test_a_muted_bus_wants_the_same_and_tells_nobody() -> None:
    told: list[Event] = []
    bus = Bus()
    bus.subscribe(Warned, told.append)
    muted = bus.muted()
    assert muted.wants(Warned)
    assert not muted.wants(Closed)
    muted.emit(Warned(message="m"))
    muted.subscribe(Closed, told.append)
    assert told == []
    assert not bus.wants(Closed)


def test_a_teller_makes_events_of_its_connection() -> None:
    bus = Bus()
    tell = bus.teller(INFO)
    told: list[Event] = []
    tell(Closed, data_sent=1)
    bus.subscribe(Closed, told.append)
    tell(Closed, data_sent=2)
    tell(Accepted)
    assert told == [Closed(connection=INFO, data_sent=2)]
    with pytest.raises(TypeError, match="no field words"):
        tell(Closed, words="x")
    muted = bus.muted()
    muted.teller(INFO)(Closed)
    assert len(told) == 1


def test_outputs_settle_when_the_bus_does() -> None:
    bus, settled = Bus(), list[str]()
    nothing = bus.settler
    assert nothing is None
    bus.settle()
    bus.when_settling(lambda: settled.append("first"))
    bus.when_settling(lambda: settled.append("second"))
    settle = bus.settler
    assert settle is not None
    settle()
    assert settled == ["first", "second"]
    bus.muted().settle()
    assert len(settled) == 2
