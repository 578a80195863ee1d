"""What the letters at the console do to a connection."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server import events
from s_server.config import Config
from s_server.connection.arrivals import Arrival
from s_server.connection.channel import Broken
from s_server.connection.commands import CLEAR_TEXT, obey
from s_server.connection.keyboard import Command
from s_server.connection.life import Connection
from s_server.connection.service import Service, Stop
from s_server.events import Bus, ConnectionEvent
from tests.connection.pair import LIMIT, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.context import Context


class Desk:
    """A connection whose handshake is done, and what was told of it."""

    def __init__(self, pair: Pair, context: Context) -> None:
        self.told: list[ConnectionEvent] = []
        self._stop = Stop()
        bus = Bus()
        for kind in ConnectionEvent.__subclasses__():
            bus.subscribe(kind, self.told.append)
        service = Service(config=Config(), context=context, bus=bus, stop=self._stop)
        self.service = service
        self.pair = pair
        self.channel = pair.channel()
        self.connection = Connection(service, 1, Arrival(pair.ours, "peer"))

    def obey(self, command: Command) -> list[ConnectionEvent]:
        """Obey one letter; the events of that."""
        self.told.clear()
        obey(command, self.connection, self.channel)
        return list(self.told)

    def close(self) -> None:
        self.service.keyboard.close()
        self._stop.close()


@pytest.fixture
def desk(pair: Pair, context: Context) -> Iterator[Desk]:
    pair.shake()
    made = Desk(pair, context)
    yield made
    made.close()


def test_keys_are_updated(desk: Desk) -> None:
    for command in (Command.UPDATE_OUR_KEY, Command.UPDATE_BOTH_KEYS):
        (told,) = desk.obey(command)
        assert isinstance(told, events.HandshakeAsked)
        assert (told.result, told.queue) == (1, ())
    desk.channel.write(b"x")
    assert desk.pair.theirs.recv(1) == b"x"


@pytest.mark.parametrize(
    "command", [Command.RENEGOTIATE, Command.RENEGOTIATE_WITH_CERTIFICATE]
)
def test_tls_1_3_refuses_to_renegotiate_and_goes_on(
    desk: Desk, command: Command
) -> None:
    (told,) = desk.obey(command)
    assert isinstance(told, events.HandshakeAsked)
    assert told.result == 1
    assert [entry.reason for entry in told.queue] == ["wrong ssl version"]
    desk.channel.write(b"x")
    assert desk.pair.theirs.recv(1) == b"x"


def test_an_unwilling_client_is_not_asked_for_a_certificate(desk: Desk) -> None:
    (told,) = desk.obey(Command.REQUEST_CERTIFICATE)
    assert isinstance(told, events.RequestRefused)
    assert [entry.reason for entry in told.queue] == ["extension not received"]


def test_clear_text_is_no_tls(desk: Desk) -> None:
    assert desk.obey(Command.SEND_CLEAR_TEXT) == []
    with pytest.raises(ssl.SSLError, match=r"(?i)wrong.version.number"):
        desk.pair.theirs.recv(len(CLEAR_TEXT))


def test_statistics_are_those_of_the_context(desk: Desk, context: Context) -> None:
    (told,) = desk.obey(Command.PRINT_STATISTICS)
    assert isinstance(told, events.StatisticsAsked)
    assert told.counters == context.counters()


def test_a_client_that_is_gone_ends_the_attempt(desk: Desk) -> None:
    desk.pair.meanwhile(desk.pair.theirs.close).result(LIMIT)

    def insist() -> None:
        for _ in range(100):
            obey(Command.UPDATE_BOTH_KEYS, desk.connection, desk.channel)

    with pytest.raises(Broken):
        insist()
    assert isinstance(desk.told[-1], events.HandshakeAsked)
    assert desk.told[-1].result == -1


def test_letters_that_end_a_connection_are_not_for_here(desk: Desk) -> None:
    with pytest.raises(AssertionError):
        desk.obey(Command.QUIT_CONNECTION)
