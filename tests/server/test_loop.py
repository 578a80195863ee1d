"""A server inside of this process: started, told of, stopped, with nothing left."""

from __future__ import annotations

import os
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

from s_server import events
from s_server.config import (
    Config,
    Identity,
    Mode,
    Network,
    TcpEndpoint,
    UnixEndpoint,
    Web,
)
from s_server.errors import LoadError, SServerError
from s_server.events import Bus, Event
from s_server.libssl.load import open_library
from s_server.server.loop import Loop
from tests.connection.pair import LIMIT, trusting
from tests.kit.fixtures import certificates
from tests.network.client import eventually

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from s_server.events.bus import E
    from tests.kit.certificates import Certificates

__all__ = ["certificates"]

ANY_PORT = TcpEndpoint("127.0.0.1", "0")
PAGE = Mode(web=Web.STATUS_PAGE)


class Serving:
    """A server on a thread; what it told is kept."""

    def __init__(self, config: Config) -> None:
        self.told: list[Event] = []
        bus = Bus()
        for kind in (events.Listening, events.Ended, events.Warned, events.Closed):
            bus.subscribe(kind, self.told.append)
        library = open_library(os.environ.get("S_SERVER_LIBSSL") or None)
        self.server = Loop(config, library=library, bus=bus)
        self._pool = ThreadPoolExecutor(1)
        self.run: Future[None]

    def __enter__(self) -> Self:
        self.server.start()
        self.run = self._pool.submit(self.server.run)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()
        self.run.result(LIMIT)
        self._pool.shutdown()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.told if isinstance(event, kind)]

    def connect(self) -> ssl.SSLSocket:
        (listening,) = self.of(events.Listening)
        assert listening.port is not None
        plain = socket.create_connection(("127.0.0.1", listening.port), LIMIT)
        return trusting().wrap_socket(plain)


@pytest.fixture
def identity(certificates: Certificates) -> Identity:
    return Identity(cert=str(certificates.pair("ecdsa")))


@pytest.fixture
def config(identity: Identity) -> Config:
    """An unattended server: the keyboard belongs to whoever runs the tests."""
    return Config(network=Network(endpoint=ANY_PORT), identity=identity, mode=PAGE)


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Descriptors and threads are as they were."""
    before = held()
    yield
    # A connection's thread has a last step to do when the server counts it out.
    eventually(lambda: True if held() == before else None, f"{before}, has {held()}")


def held() -> tuple[int, int]:
    """How many descriptors and threads there are."""
    return len(os.listdir("/proc/self/fd")), threading.active_count()


@pytest.mark.usefixtures("nothing_left")
def test_a_server_serves_until_it_is_stopped(config: Config) -> None:
    with Serving(config) as serving:
        for _ in range(3):
            with serving.connect() as client:
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert client.recv(1000).startswith(b"HTTP/1.0 200 ok")
                while client.recv(65536):
                    pass
        assert serving.server.stop()
        serving.run.result(LIMIT)
    (ended,) = serving.of(events.Ended)
    assert ended.counters[6] == 3
    assert serving.told[-1] is ended


@pytest.mark.usefixtures("nothing_left")
def test_the_stop_gives_clients_their_time_and_no_more(config: Config) -> None:
    with Serving(config) as serving, serving.connect() as client:
        before = time.monotonic()
        serving.server.stop()
        serving.server.stop()
        assert client.recv(100) == b""
        serving.run.result(LIMIT)
        assert time.monotonic() - before < LIMIT


@pytest.mark.usefixtures("nothing_left")
def test_a_server_that_is_stopped_before_it_runs(config: Config) -> None:
    serving = Serving(config)
    serving.server.start()
    assert serving.server.stop()
    serving.server.run()
    assert len(serving.of(events.Ended)) == 1


def test_before_the_start_there_is_nothing_to_stop(config: Config) -> None:
    assert not Serving(config).server.stop()


@pytest.mark.usefixtures("nothing_left")
def test_a_limit_on_clients_ends_the_server(identity: Identity) -> None:
    network = Network(endpoint=ANY_PORT, accept_limit=2)
    config = Config(network=network, identity=identity, mode=Mode(reverse=True))
    with Serving(config) as serving:
        first, second = serving.connect(), serving.connect()
        assert not serving.run.done()
        for client in (first, second):
            client.sendall(b"CLOSE\n")
            assert client.recv(100) == b""
            client.close()
        serving.run.result(LIMIT)
    assert len(serving.of(events.Closed)) == 2


@pytest.mark.usefixtures("nothing_left")
def test_a_start_that_fails_leaves_nothing(identity: Identity) -> None:
    missing = Config(network=Network(endpoint=ANY_PORT), identity=Identity(cert="none"))
    with pytest.raises(LoadError):
        Serving(missing).server.start()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        network = Network(endpoint=TcpEndpoint("127.0.0.1", port))
        with pytest.raises(SServerError, match=port):
            Serving(Config(network=network, identity=identity)).server.start()


@pytest.mark.usefixtures("nothing_left")
def test_what_was_made_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    network = Network(endpoint=UnixEndpoint(str(path)))
    made: list[events.CertificateMade] = []
    serving = Serving(Config(network=network, mode=PAGE))
    serving.server.bus.subscribe(events.CertificateMade, made.append)
    with serving:
        assert path.is_socket()
        assert Path(made[0].ca_file).is_file()
    assert not path.exists()
    assert not Path(made[0].ca_file).parent.exists()


def test_our_own_mistakes_end_one_connection_only(config: Config) -> None:
    serving = Serving(config)
    serving.server.bus.subscribe(events.HandshakeFinished, stumble)
    with serving:
        for _ in range(2):
            with serving.connect() as client:
                client.settimeout(LIMIT)
                assert client.recv(100) == b""
    warned = [event.message for event in serving.of(events.Warned)]
    assert warned == [
        f"connection {number}: internal error: ZeroDivisionError: of ours"
        for number in (1, 2)
    ]


def stumble(_: events.HandshakeFinished) -> None:
    raise ZeroDivisionError("of ours")
