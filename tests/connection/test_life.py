"""The story of a connection, told by its events."""

from __future__ import annotations

import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

import pytest

from s_server import events
from s_server.config import Config, Mode, Network, Web
from s_server.connection.arrivals import Arrival
from s_server.connection.keyboard import Command
from s_server.connection.life import Connection
from s_server.connection.service import Service, Stop
from s_server.events import Alert, Bus, Cause, ConnectionEvent, Ending, Stage
from s_server.setup import build
from tests.connection.pair import LIMIT, trusting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.events.bus import E
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

CONSOLE = Config()
REVERSE = Config(mode=Mode(reverse=True))
PAGE = Config(mode=Mode(web=Web.STATUS_PAGE))
GOODBYE = ["ShuttingDown", "Closed"]


class Story:
    """One connection on a thread of its own, and what was told of it."""

    def __init__(
        self, context: Context, config: Config, bus: Bus | None = None
    ) -> None:
        self.told: list[ConnectionEvent] = []
        self._news = threading.Condition()
        self.service = Service(
            config=config, context=context, bus=bus or Bus(), stop=Stop()
        )
        for kind in ConnectionEvent.__subclasses__():
            self.service.bus.subscribe(kind, self._take)
        self.client, self.ours = socket.socketpair()
        self.client.settimeout(LIMIT)
        self.ours.settimeout(0)
        self.connection = Connection(self.service, 1, Arrival(self.ours, "peer"))
        self.service.line.expect(1, self.connection.quit)
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        self.life = self._pool.submit(self.connection.run)
        return self

    def __exit__(self, *_: object) -> None:
        self.service.end()
        self._pool.shutdown()
        self.client.close()
        self.service.keyboard.close()
        self.service.stop.close()

    @property
    def names(self) -> list[str]:
        with self._news:
            return [type(event).__name__ for event in self.told]

    def tls(self) -> ssl.SSLSocket:
        """Finish a handshake with it."""
        client = trusting().wrap_socket(self.client)
        self.client = client
        return client

    def wait(self, kind: type[ConnectionEvent]) -> None:
        """Wait until it was told of such an event."""
        with self._news:
            assert self._news.wait_for(
                lambda: any(isinstance(event, kind) for event in self.told), LIMIT
            )

    def end(self) -> list[str]:
        """Wait for the end; the names of all events."""
        self.life.result(LIMIT)
        assert self.ours.fileno() == -1
        assert self.service.line.foremost is None
        return self.names

    def only(self, kind: type[E]) -> E:
        """The one event of this kind."""
        (found,) = (event for event in self.told if isinstance(event, kind))
        return found

    def _take(self, event: ConnectionEvent) -> None:
        with self._news:
            self.told.append(event)
            self._news.notify_all()


@pytest.fixture
def begin(context: Context) -> Iterator[Callable[[Config], Story]]:
    """What makes a story that is ended with the test."""
    begun: list[Story] = []

    def begin(config: Config) -> Story:
        begun.append(Story(context, config).__enter__())
        return begun[-1]

    yield begin
    for story in begun:
        story.__exit__()


def test_a_conversation_at_the_console(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    with story.tls() as client:
        client.sendall(b"hello")
        story.wait(events.DataReceived)
        story.service.keyboard.put([b"typed"])
        assert client.recv(100) == b"typed"
        client.unwrap()
    # The console hears of alerts too, with every further handshake.
    told = [name for name in story.end() if name != "Alert"]
    begins = ["Accepted", "HandshakeFinished", "TurnBegan", "DataReceived"]
    assert told == [*begins, "DataSent", "Finished", *GOODBYE]
    assert story.only(events.DataReceived).data == b"hello"
    assert story.only(events.DataSent).count == 5
    assert story.only(events.Finished).ending is Ending.PEER
    assert {event.connection for event in story.told} == {story.connection.info}


def test_facts_can_be_asked_for_until_closed(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    ciphers: list[str | None] = []
    story.service.bus.subscribe(
        events.Closed, lambda _: ciphers.append(story.connection.facts.cipher)
    )
    with story.tls() as client:
        agreed = client.cipher()
        client.unwrap()
    story.end()
    assert agreed is not None
    assert ciphers == [agreed[0]]


def test_a_handshake_that_fails(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    story.client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    assert story.end() == ["Accepted", "Failed", *GOODBYE]
    failed = story.only(events.Failed)
    assert (failed.stage, failed.cause) == (Stage.HANDSHAKE, Cause.PROTOCOL)
    assert failed.queue[0].reason == "http request"


def test_a_silent_client_times_out(begin: Callable[[Config], Story]) -> None:
    story = begin(Config(network=Network(handshake_timeout=1)))
    assert story.end() == ["Accepted", "Failed", *GOODBYE]
    assert story.only(events.Failed).cause is Cause.TIMED_OUT


def test_a_failure_after_the_handshake(begin: Callable[[Config], Story]) -> None:
    story = begin(REVERSE)
    client = story.tls()
    client.shutdown(socket.SHUT_RDWR)
    assert story.end()[-3:] == ["Failed", *GOODBYE]
    failed = story.only(events.Failed)
    assert (failed.stage, failed.cause) == (Stage.DATA, Cause.PROTOCOL)


@pytest.mark.parametrize("by_keyboard", [True, False])
@pytest.mark.parametrize("config", [CONSOLE, REVERSE, PAGE])
def test_the_stop_says_goodbye(
    begin: Callable[[Config], Story], config: Config, *, by_keyboard: bool
) -> None:
    story = begin(config)
    with story.tls() as client:
        story.wait(events.HandshakeFinished)
        story.service.end(by_keyboard=by_keyboard)
        assert client.recv(100) == b""
        # Whoever watches for further handshakes hears of alerts too.
        kinds = [kind for kind in story.end() if kind != "Alert"]
        assert kinds[-3:] == ["Finished", *GOODBYE]
    ending = Ending.KEYBOARD if by_keyboard else Ending.SERVER
    assert story.only(events.Finished).ending is ending


def test_the_stop_ends_a_handshake(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    story.wait(events.Accepted)
    story.service.end()
    assert story.end() == ["Accepted", "Finished", *GOODBYE]


def test_the_keyboard_ends_a_handshake(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    story.wait(events.Accepted)
    story.service.line.end_oldest_handshake(lambda: True)
    assert story.end() == ["Accepted", "Finished", *GOODBYE]
    assert story.only(events.Finished).ending is Ending.KEYBOARD
    assert not story.service.stop.done
    assert story.client.recv(100) == b""


def test_q_ends_the_conversation_only(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    with story.tls() as client:
        story.service.keyboard.put([Command.QUIT_CONNECTION, b"for the next one"])
        assert client.recv(100) == b""
        story.end()
    assert story.only(events.Finished).ending is Ending.KEYBOARD
    assert not story.service.stop.done
    assert story.service.keyboard.take() == b"for the next one"


def test_the_end_of_input_ends_the_server(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    with story.tls() as client:
        story.service.keyboard.put([b"last", Command.END])
        assert client.recv(100) == b"last"
        assert client.recv(100) == b""
        story.end()
    assert story.service.stop.by_keyboard
    assert "TurnBegan" in story.names


def test_text_before_the_stop_is_delivered(begin: Callable[[Config], Story]) -> None:
    story = begin(CONSOLE)
    with story.tls() as client:
        story.wait(events.TurnBegan)
        story.service.keyboard.put([b"one", b"two"])
        story.service.end(by_keyboard=True)
        received = b""
        while piece := client.recv(100):
            received += piece
    assert received == b"onetwo"
    story.end()


def test_input_that_has_ended_ends_with_a_failed_handshake_too(
    begin: Callable[[Config], Story],
) -> None:
    story = begin(CONSOLE)
    story.service.keyboard.put([Command.END])
    story.client.close()
    story.end()
    assert story.service.stop.by_keyboard


def test_a_failed_handshake_keeps_text_for_the_next(
    begin: Callable[[Config], Story],
) -> None:
    story = begin(CONSOLE)
    story.service.keyboard.put([b"text", Command.END])
    story.client.close()
    story.end()
    assert not story.service.stop.done
    assert story.service.keyboard.take() == b"text"


def test_alerts_are_told_where_somebody_listens(library: Library) -> None:
    bus = Bus()
    bus.subscribe(Alert, lambda _: None)
    made = build(CONSOLE, library, bus, lambda _: None)
    assert made.made is not None
    with made.context, Story(made.context, CONSOLE, bus) as story:
        strict = ssl.create_default_context()
        with pytest.raises(ssl.SSLCertVerificationError):
            strict.wrap_socket(story.client, server_hostname="localhost")
        assert "Failed" in story.end()
    made.made.remove()
    alert = story.only(Alert)
    # RFC 8446 6: fatal, unknown_ca.
    assert (alert.sent, alert.level, alert.description) == (False, 2, 48)


@pytest.mark.parametrize("mode", [CONSOLE, PAGE])
def test_the_outputs_settle_when_all_is_told(context: Context, mode: Config) -> None:
    """Also where the connection fails, and before the next one's turn."""
    bus, settled = Bus(), list[tuple[str, int | None]]()
    story = Story(context, mode, bus)
    line = story.service.line
    bus.when_settling(lambda: settled.append((story.names[-1], line.foremost)))
    with story:
        if mode is CONSOLE:
            story.tls().close()
        else:
            story.client.sendall(b"no hello\r\n\r\n")
        story.end()
    assert settled[-1] == ("Closed", 1 if mode is CONSOLE else None)
