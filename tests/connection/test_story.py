"""What connections showed is kept while they are open, and counted for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.connection.story import KEPT, Stories
from s_server.events import (
    Accepted,
    Bus,
    Cause,
    ClientHelloReceived,
    Closed,
    ConnectionInfo,
    Failed,
    HandshakeFinished,
    MessagePassed,
    Stage,
)
from tests.output.facts import PlainFacts

if TYPE_CHECKING:
    from s_server.events import ConnectionEvent

ONE, OTHER = ConnectionInfo(1, "a"), ConnectionInfo(2, "b")


def message(info: ConnectionInfo) -> MessagePassed:
    return MessagePassed(
        connection=info, sent=True, version=0x304, content_type=22, data=b"\x02"
    )


def test_each_connection_has_its_own_story() -> None:
    bus = Bus()
    stories = Stories(bus)
    hello = ClientHelloReceived(connection=OTHER, data=b"")
    told: list[ConnectionEvent] = [message(ONE), hello, message(OTHER)]
    bus.emit(Accepted(connection=ONE))
    bus.emit(Accepted(connection=OTHER))
    for event in told:
        bus.emit(event)
    assert [event for _, event in stories.of(1)][1:] == [told[0]]
    assert [event for _, event in stories.of(2)][1:] == told[1:]
    times = [after for after, _ in stories.of(2)]
    assert times == sorted(times)
    assert 0 <= times[0] < 60_000
    bus.emit(Closed(connection=ONE))
    assert stories.of(1) == ()
    bus.emit(message(ONE))
    assert stories.of(1) == ()


def test_a_long_story_is_cut() -> None:
    bus = Bus()
    stories = Stories(bus)
    bus.emit(Accepted(connection=ONE))
    for _ in range(KEPT + 5):
        bus.emit(message(ONE))
    assert len(stories.of(1)) == KEPT


def test_statistics() -> None:
    bus = Bus()
    stories = Stories(bus)
    for info, reused in ((ONE, False), (OTHER, True)):
        bus.emit(Accepted(connection=info))
        facts = PlainFacts(reused=reused, cipher=None)
        bus.emit(HandshakeFinished(connection=info, facts=facts))
    bus.emit(Failed(connection=ONE, stage=Stage.DATA, cause=Cause.PROTOCOL))
    bus.emit(Closed(connection=ONE))
    found = stories.statistics()
    assert isinstance(found.pop("uptime"), int)
    assert found == {
        "connections": {"accepted": 2, "finished": 1, "failed": 1, "open": 1},
        "handshakes": {"full": 1, "resumed": 1},
        "versions": {"TLSv1.3": 2},
        "suites": {"none": 2},
    }
