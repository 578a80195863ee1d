"""Evidence is kept for each connection by itself, and let go at its end."""

from __future__ import annotations

from s_server.config import Config
from s_server.events import (
    Accepted,
    Alert,
    Bus,
    Cause,
    Closed,
    ConnectionInfo,
    Ender,
    Explained,
    Stage,
)
from s_server.explain.evidence import Failure
from s_server.explain.witness import Witness
from tests.explain.own import PlainOwn

ONE = ConnectionInfo(1, "127.0.0.1:1001")
TWO = ConnectionInfo(2, "127.0.0.1:1002")
END = Failure(stage=Stage.HANDSHAKE, cause=Cause.PROTOCOL, system_error=1)


def alert(info: ConnectionInfo, number: int, *, sent: bool = False) -> Alert:
    return Alert(connection=info, sent=sent, level=2, description=number)


def test_each_connection_by_itself() -> None:
    bus = Bus()
    witness = Witness(bus, Config())
    for info in (ONE, TWO):
        bus.emit(Accepted(connection=info))
    bus.emit(alert(ONE, 80))
    said = witness.explain(ONE, END, PlainOwn())
    assert (said.cause, said.ended_by) == ("client_alert", Ender.NETWORK)
    assert witness.explain(TWO, END, PlainOwn()).cause == "unknown"


def test_nothing_is_known_after_the_end() -> None:
    bus = Bus()
    witness = Witness(bus, Config())
    bus.emit(Accepted(connection=ONE))
    bus.emit(alert(ONE, 80))
    bus.emit(Closed(connection=ONE))
    assert witness.explain(ONE, END, PlainOwn()).cause == "unknown"


def test_what_is_no_failure_is_told_at_once() -> None:
    bus = Bus()
    told: list[Explained] = []
    bus.subscribe(Explained, told.append)
    Witness(bus, Config())
    bus.emit(Accepted(connection=ONE))
    for number in (0, 90):
        bus.emit(alert(ONE, number, sent=True))
    assert told == []
    bus.emit(alert(ONE, 100, sent=True))
    (said,) = told
    assert said.connection is ONE
    assert said.explanation.cause == "renegotiation_refused"
    assert said.explanation.ended_by is Ender.NOBODY
    # The same once more is not the next alert's.
    bus.emit(alert(ONE, 0))
    assert told == [said]
