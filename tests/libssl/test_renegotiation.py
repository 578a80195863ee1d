"""What is asked of a client after the handshake, and what it answers."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import HandshakeRepeated
from s_server.libssl import renegotiation
from s_server.libssl.tls import Outcome, Tls

from .handshake import beside, client_context, connected, insist

if TYPE_CHECKING:
    import socket

    from s_server.libssl.context import Context
    from s_server.libssl.renegotiation import Refusal

TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def reasons(refusal: Refusal | None) -> list[str]:
    return [entry.reason for entry in refusal or ()]


def read_until_repeated(tls: Tls, sock: socket.socket, client: ssl.SSLSocket) -> None:
    """Let both sides read until the handshake is done, then end the client's read."""
    finish = beside(lambda: client.recv(1))
    assert insist(sock, tls.handshake) is Outcome.DONE

    def step() -> Outcome:
        outcome, _ = tls.read()
        return Outcome.DONE if tls.handshakes else outcome

    assert insist(sock, step) is Outcome.DONE
    assert insist(sock, lambda: tls.write(b"x")) is Outcome.DONE
    assert finish() == b"x"


def test_a_renegotiation_is_told_once_when_it_is_done(serving: Context) -> None:
    told: list[object] = []
    client = client_context(TLS_1_2)
    with connected(serving, client, tell=lambda kind, **_: told.append(kind)) as ends:
        tls, sock, theirs = ends
        renegotiation.watch(tls)
        assert renegotiation.ask_to_renegotiate(tls) is None
        assert renegotiation.is_renegotiating(tls)
        assert told == []
        read_until_repeated(tls, sock, theirs)
        assert not renegotiation.is_renegotiating(tls)
        assert tls.handshakes == 1
    assert told == [HandshakeRepeated]


def test_unwatched_handshakes_are_not_told(serving: Context) -> None:
    serving.report_alerts()
    told: list[object] = []
    client = client_context(TLS_1_2)
    with connected(serving, client, tell=lambda kind, **_: told.append(kind)) as ends:
        assert ends[0].handshakes == 0
    assert told == []


def test_tls_1_3_has_no_renegotiation(serving: Context) -> None:
    with connected(serving, client_context(TLS_1_3)) as (tls, sock, theirs):
        refusal = renegotiation.ask_to_renegotiate(tls)
        assert reasons(refusal) == ["wrong ssl version"]
        assert insist(sock, lambda: tls.write(b"x")) is Outcome.DONE
        assert theirs.recv(1) == b"x"


@pytest.mark.parametrize("both", [False, True])
def test_keys_are_updated_in_tls_1_3(serving: Context, *, both: bool) -> None:
    with connected(serving, client_context(TLS_1_3)) as (tls, sock, theirs):
        assert renegotiation.ask_to_update_keys(tls, both=both) is None
        assert insist(sock, tls.handshake) is Outcome.DONE
        assert insist(sock, lambda: tls.write(b"x")) is Outcome.DONE
        assert theirs.recv(1) == b"x"
        theirs.sendall(b"y")
        assert insist(sock, lambda: tls.read()[0]) is Outcome.DONE


def test_keys_are_not_updated_in_tls_1_2(serving: Context) -> None:
    with connected(serving, client_context(TLS_1_2)) as (tls, _, __):
        refusal = renegotiation.ask_to_update_keys(tls, both=True)
        assert reasons(refusal) == ["wrong ssl version"]


def test_a_client_that_did_not_offer_is_not_asked(serving: Context) -> None:
    with connected(serving, client_context(TLS_1_3)) as (tls, _, __):
        refusal = renegotiation.ask_for_certificate(tls)
        assert reasons(refusal) == ["extension not received"]


def test_a_willing_client_is_asked_after_the_handshake(serving: Context) -> None:
    client = client_context(TLS_1_3)
    client.post_handshake_auth = True
    with connected(serving, client) as (tls, sock, theirs):
        renegotiation.watch(tls)
        assert renegotiation.ask_for_certificate(tls) is None
        # It has no certificate, which is an answer too.
        read_until_repeated(tls, sock, theirs)
        assert tls.handshakes == 1
