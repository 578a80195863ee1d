"""Cookies: asked for, brought back, and whom nobody can ask."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

from s_server.libssl.cookies import Proof, prove, use_cookies
from s_server.libssl.tls import Outcome, Tls
from s_server.wire.records import BETWEEN, holds_a_message, passed_over

from .handshake import beside, client_context, insist, pair

if TYPE_CHECKING:
    from s_server.libssl.context import Context

TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


class PlainBaker:
    """Cookies that can be looked at."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def make(self, peer: bytes, note: bytes = b"") -> bytes:
        self.asked.append(peer)
        return note + b"cookie for " + peer

    def is_ours(self, cookie: bytes, peer: bytes, note_size: int = 0) -> bool:
        return cookie == cookie[:note_size] + b"cookie for " + peer


def await_message(ours: socket.socket) -> None:
    """Wait until the client's next message is there, and drop what is before it."""
    ours.settimeout(20)
    while True:
        data = ours.recv(10000, socket.MSG_PEEK)
        if size := passed_over(data):
            ours.recv(size)
        elif data[0] not in BETWEEN and holds_a_message(data):
            break
    ours.settimeout(0)


def test_a_cookie_is_asked_for_and_comes_back(serving: Context) -> None:
    baker = PlainBaker()
    use_cookies(serving, baker)
    with pair() as (ours, theirs), Tls(serving, ours.fileno(), peer=b"me") as tls:
        finish = beside(lambda: client_context(TLS_1_3).wrap_socket(theirs))
        await_message(ours)
        assert prove(tls) is Proof.ASKED
        assert baker.asked == [b"me"]
        await_message(ours)
        assert prove(tls) is Proof.GIVEN
        assert insist(ours, tls.handshake) is Outcome.DONE
        finish().close()


def test_tls_1_2_goes_on_without(serving: Context) -> None:
    use_cookies(serving, PlainBaker())
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        finish = beside(lambda: client_context(TLS_1_2).wrap_socket(theirs))
        await_message(ours)
        assert prove(tls) is Proof.NONE
        assert insist(ours, tls.handshake) is Outcome.DONE
        finish().close()


def test_what_is_no_hello_fails(serving: Context) -> None:
    use_cookies(serving, PlainBaker())
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        theirs.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert prove(tls) is Proof.FAILED
        assert tls.failure[-1].reason == "http request"
