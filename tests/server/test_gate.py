"""Clients come in by TCP, or with a cookie; who is not let in leaves nothing."""

from __future__ import annotations

import os
import select
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from s_server.config import Config, Dtls, Identity, Network, TcpEndpoint
from s_server.events import Bus
from s_server.libssl import sctp as libssl_sctp
from s_server.libssl.datagram import Door
from s_server.libssl.load import open_library
from s_server.server.gate import DatagramGate, Gate, StreamGate, open_gate
from s_server.setup import build
from s_server.transport import datagram, sctp
from tests.kit.datagrams import client_hello, exchange, with_cookie
from tests.kit.fixtures import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.connection.arrivals import Arrival
    from tests.kit.certificates import Certificates

__all__ = ["certificates"]

NETWORK = Network(endpoint=TcpEndpoint("127.0.0.1", "0"))


@pytest.fixture
def door(certificates: Certificates) -> Iterator[Door]:
    config = Config(
        dtls=Dtls(version="DTLS"),
        identity=Identity(cert=str(certificates.pair("ecdsa"))),
    )
    library = open_library(os.environ.get("S_SERVER_LIBSSL") or None)
    with build(config, library, Bus(), lambda _: None).context as context:
        made = Door(context)
        yield made
        made.close()


def port_of(gate: Gate) -> int:
    assert gate.bound.port is not None
    return gate.bound.port


def has_backlog(gate: Gate) -> bool:
    return gate.has_backlog


def accept(gate: Gate) -> Arrival | None:
    (listening,) = gate.bound.sockets
    assert select.select([listening], [], [], 5)[0], "nobody came"
    return gate.accept(listening)


def test_a_stream() -> None:
    gate = open_gate(Config(network=NETWORK), None)
    assert isinstance(gate, StreamGate)
    with closing(gate.bound), socket.create_connection(("127.0.0.1", port_of(gate))):
        arrival = accept(gate)
        assert arrival is not None
        assert arrival.tls is None
        assert not gate.has_backlog
        arrival.turn_away()
        assert gate.accept(gate.bound.sockets[0]) is None


def test_sctp_is_asked_of_the_kernel_and_the_library(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    del door  # its library is open by now
    library = open_library(os.environ.get("S_SERVER_LIBSSL") or None)
    config = Config(dtls=Dtls(version="DTLS", sctp=True), network=NETWORK)
    asked: list[object] = []
    monkeypatch.setattr(libssl_sctp, "prepare", lambda of, _: asked.append(of))
    monkeypatch.setattr(sctp, "IPPROTO_SCTP", socket.IPPROTO_TCP)
    gate = open_gate(config, None, library=library)
    assert isinstance(gate, StreamGate)
    gate.bound.close()
    assert asked == [library]


def test_datagrams(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = open_gate(Config(network=NETWORK), door)
    assert isinstance(gate, DatagramGate)
    hello = client_hello()
    with (
        closing(gate.bound),
        socket.socket(type=socket.SOCK_DGRAM) as client,
        socket.socket(type=socket.SOCK_DGRAM) as stranger,
    ):
        for one in (client, stranger):
            one.settimeout(5)
            one.connect(("127.0.0.1", port_of(gate)))
        client.send(b"nonsense")
        client.send(hello)
        assert accept(gate) is None
        again = with_cookie(hello, client.recv(1000))

        def fails(*_: object) -> None:
            raise OSError(24, "Too many open files")

        with monkeypatch.context() as short:
            short.setattr(datagram, "connect", fails)
            client.send(again)
            with pytest.raises(OSError, match="Too many"):
                accept(gate)
        # What a new socket has caught is looked at next.
        caught = datagram.Datagram(hello, stranger.getsockname(), "127.0.0.1")
        connect = datagram.connect
        monkeypatch.setattr(datagram, "connect", lambda *a: (connect(*a)[0], [caught]))
        client.send(again)
        arrival = accept(gate)
        assert arrival is not None
        assert arrival.tls is not None
        assert arrival.peer == f"127.0.0.1:{client.getsockname()[1]}"
        arrival.turn_away()
        assert has_backlog(gate)
        assert gate.accept(gate.bound.sockets[0]) is None
        assert not has_backlog(gate)
        assert stranger.recv(1000)[13] == 3, "a HelloVerifyRequest"
        assert exchange(stranger, b"nonsense", 0.05) == b""
