"""Who sends something else than DTLS to a port for it is told so, once."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from s_server import ConnectionRecord, Server
from s_server.events import StrangeDatagram
from tests.explain.told import check

if TYPE_CHECKING:
    import pytest

TLS = bytes.fromhex("1603010005010000010000")
# An Initial packet (RFC 9000 17.2.2), as curl --http3 begins.
QUIC = bytes.fromhex("c300000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11")


def said(server: Server, data: bytes) -> ConnectionRecord:
    """What is told of a client that sends this."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", server.port))
        client.send(data)
        client.send(data)
        peer = f"127.0.0.1:{client.getsockname()[1]}"
        event = server.wait_for(StrangeDatagram, timeout=10, peer=peer)
    explanation = event.explanation
    return ConnectionRecord(
        number=0, peer=peer, cause=explanation.cause, words=explanation.words
    )


def test_other_protocols(capfd: pytest.CaptureFixture[str]) -> None:
    with Server(accept="127.0.0.1:0", dtls=True) as server:
        check(said(server, TLS), "tls_in_datagrams", "QUIC")
        check(said(server, QUIC), "quic", "TLS in")
        said(server, TLS)
        told = [e for e in server.events if isinstance(e, StrangeDatagram)]
        assert len(told) == 3
        assert server.connections == ()
    assert capfd.readouterr().err == ""


def test_garbage_is_nobodys() -> None:
    with Server(accept="127.0.0.1:0", dtls=True) as server:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.connect(("127.0.0.1", server.port))
            for data in (b"", b"x", bytes(100), b"\xc0" * 9, b"\x16\xfe\xff"):
                client.send(data)
        # Told in order: when this one is, the others were seen.
        said(server, TLS)
        assert [type(e) for e in server.events].count(StrangeDatagram) == 1
