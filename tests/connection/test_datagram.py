"""A connection over datagrams: lost flights, vanished clients, clients that return."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING, Self

import pytest

from s_server.config import Config, Dtls, Identity, Network
from s_server.connection.arrivals import Arrivals
from s_server.connection.channel import Broken
from s_server.connection.datagram import DatagramChannel
from s_server.connection.service import Service, Stop
from s_server.events import Bus, Cause, Stage
from s_server.libssl.datagram import Door
from s_server.libssl.tls import Outcome
from s_server.setup import build
from s_server.transport.datagram import drop_crumbs
from tests.kit.datagrams import another, client_hello, with_cookie
from tests.kit.fixtures import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

__all__ = ["certificates"]


class Visit:
    """A client that has proven its address, and our channel to it."""

    def __init__(self, context: Context, config: Config) -> None:
        self.service = Service(
            config=config,
            context=context,
            bus=Bus(),
            stop=Stop(),
            door=Door(context),
            arrivals=Arrivals(),
        )
        self.ours, self.client = (
            socket.socket(type=socket.SOCK_DGRAM) for _ in range(2)
        )
        for one in (self.ours, self.client):
            one.bind(("127.0.0.1", 0))
        drop_crumbs(self.ours)
        self.ours.connect(self.client.getsockname())
        self.client.connect(self.ours.getsockname())
        self.ours.settimeout(0)
        self.client.settimeout(10)
        self.peer = f"127.0.0.1:{self.client.getsockname()[1]}"
        self.hello = client_hello()
        door = self.service.door
        assert door is not None
        verify, _ = door.examine(self.hello, self.peer)
        self.again = with_cookie(self.hello, verify)
        _, tls = door.examine(self.again, self.peer)
        assert tls is not None
        tls.carry(self.ours, lambda *_, **__: None, quick=True)
        self.tls = tls
        self.channel = DatagramChannel(
            tls, self.ours, service=self.service, peer=self.peer
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.service.arrivals is not None
        assert self.service.door is not None
        self.tls.close()
        self.service.arrivals.close()
        self.service.door.close()
        self.service.keyboard.close()
        self.service.stop.close()
        self.ours.close()
        self.client.close()

    def shake(self, limit: int = 1) -> Broken:
        """Try a handshake that the client does not finish."""
        with pytest.raises(Broken) as caught:
            self.channel.handshake(limit, lambda: None)
        return caught.value

    def heard(self) -> list[int]:
        """What kinds of records the client was sent."""
        self.client.settimeout(0)
        kinds = []
        try:
            while True:
                kinds.append(self.client.recv(65535)[0])
        except BlockingIOError:
            return kinds


@pytest.fixture(scope="module")
def dtls(library: Library, certificates: Certificates) -> Iterator[Context]:
    config = Config(
        dtls=Dtls(version="DTLS"),
        identity=Identity(cert=str(certificates.pair("ecdsa"))),
    )
    with build(config, library, Bus(), lambda _: None).context as made:
        yield made


@pytest.fixture
def visit(dtls: Context) -> Iterator[Visit]:
    config = Config(dtls=Dtls(version="DTLS"), network=Network(idle_timeout=1))
    with Visit(dtls, config) as made:
        yield made


def test_a_flight_that_is_lost_is_sent_again(visit: Visit) -> None:
    broken = visit.shake()
    assert (broken.stage, broken.cause) == (Stage.HANDSHAKE, Cause.TIMED_OUT)
    # At once, after 250 and after 750 milliseconds; each flight has some records.
    kinds = visit.heard()
    assert set(kinds) == {22}
    assert len(kinds) % 3 == 0
    assert visit.channel.keeps_boundaries


def test_a_new_hello_takes_the_connection_over(visit: Visit) -> None:
    fresh = another(visit.hello)
    visit.client.send(fresh)
    assert visit.shake().cause is Cause.TIMED_OUT
    assert visit.service.arrivals is not None
    assert visit.service.arrivals.take() is None, "it has to prove its address"
    visit.client.settimeout(10)
    while (answer := visit.client.recv(65535))[13] != 3:
        pass
    visit.client.send(with_cookie(fresh, answer))
    with pytest.raises(Broken) as caught:
        visit.channel.read()
    assert caught.value.cause is Cause.RETURNED
    arrival = visit.service.arrivals.take()
    assert arrival is not None
    assert arrival.peer == visit.peer
    assert arrival.tls is not None
    assert arrival.tls.random == fresh[27:59]
    arrival.turn_away()


def test_copies_nonsense_and_messages_of_icmp_do_nothing(visit: Visit) -> None:
    for datagram in (visit.again, b"", os.urandom(100), b"\x16\xfe\xfd" + bytes(50)):
        visit.client.send(datagram)
    assert visit.shake().cause is Cause.TIMED_OUT
    visit.client.close()
    visit.ours.send(b"nobody is there")
    assert visit.shake().cause is Cause.TIMED_OUT
    visit.channel.close_notify()
    visit.channel.linger()


def test_who_says_nothing_of_sense_is_idle(visit: Visit) -> None:
    began = time.monotonic()
    visit.tls.progress = began
    deadline = visit.channel._idle_deadline()
    assert deadline == began + 1
    visit.client.send(os.urandom(100))
    visit.tls.read()
    assert visit.channel._idle_deadline() == deadline


def test_the_stop_is_heeded(visit: Visit) -> None:
    visit.service.stop.now()
    assert visit.shake(10).cause is Cause.STOPPED


def test_what_is_long_goes_in_pieces(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    size = visit.tls.data_size

    def write(data: bytes) -> object:
        sent.append(bytes(data))
        return Outcome.DONE

    monkeypatch.setattr(visit.tls, "write", write)
    data = os.urandom(2 * size + 1)
    visit.channel.write(data)
    assert [len(piece) for piece in sent] == [size, size, 1]
    assert b"".join(sent) == data
