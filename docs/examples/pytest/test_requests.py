"""A client made with ``requests``, against servers that a network has for it."""

from __future__ import annotations

import pytest
import requests
from requests.exceptions import ChunkedEncodingError, SSLError, Timeout

from s_server import events
from s_server.testing import ClientCertificate, TlsServer, TlsServerFactory


def fetch(
    server: TlsServer, certificate: ClientCertificate | None = None, seconds: float = 5
) -> str:
    """The client under test: put yours here."""
    answer = requests.get(
        server.url,
        verify=server.ca_file,
        cert=certificate.pair if certificate else None,
        timeout=seconds,
    )
    answer.raise_for_status()
    return answer.text


def test_it_trusts_the_right_server(tls_server: TlsServerFactory) -> None:
    assert "</HTML>" in fetch(tls_server())


def test_it_has_a_certificate(tls_server: TlsServerFactory) -> None:
    server = tls_server(mtls=True)
    alice = server.client_certificate("alice")
    fetch(server, alice)
    seen = server.wait_for(events.HandshakeFinished).facts.client_certificate
    assert seen is not None
    assert seen.pem == alice.pem


def test_it_has_none(tls_server: TlsServerFactory) -> None:
    server = tls_server(mtls=True)
    with pytest.raises(requests.ConnectionError, match="certificate required"):
        fetch(server)
    assert server.wait_for_connection().failure == "peer did not return a certificate"


def test_an_expired_certificate(tls_server: TlsServerFactory) -> None:
    with pytest.raises(SSLError, match="certificate has expired"):
        fetch(tls_server(certificate="expired"))


def test_a_wrong_name(tls_server: TlsServerFactory) -> None:
    with pytest.raises(SSLError, match="not valid for 'localhost'"):
        fetch(tls_server(certificate="wrong_name"))


def test_tls_1_2_only(tls_server: TlsServerFactory) -> None:
    server = tls_server(tls1_2=True)
    fetch(server)
    assert server.wait_for(events.HandshakeFinished).facts.version == "TLSv1.2"


def test_no_shared_cipher(tls_server: TlsServerFactory) -> None:
    server = tls_server(tls1_2=True, cipher="ECDHE-ECDSA-AES128-CCM")
    with pytest.raises(SSLError, match="handshake failure"):
        fetch(server)
    assert server.wait_for_connection().failure == "no shared cipher"


def test_a_silent_server(tls_server: TlsServerFactory) -> None:
    with pytest.raises(Timeout):
        fetch(tls_server(unresponsive=True), seconds=0.5)


def test_a_truncated_answer(tls_server: TlsServerFactory) -> None:
    with pytest.raises(ChunkedEncodingError, match="IncompleteRead"):
        fetch(tls_server(truncate=True))
