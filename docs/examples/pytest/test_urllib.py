"""A client made with ``urllib``, against servers that a network has for it."""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request

import pytest

from s_server import events
from s_server.testing import ClientCertificate, TlsServer, TlsServerFactory

# Has OpenSSL, and no client offers it unless it is told to.
SELDOM = "ECDHE-ECDSA-AES128-CCM"


def fetch(
    server: TlsServer, certificate: ClientCertificate | None = None, seconds: float = 5
) -> bytes:
    """The client under test: put yours here."""
    context = ssl.create_default_context(cafile=server.ca_file)
    if certificate is not None:
        context.load_cert_chain(*certificate.pair)
    with urllib.request.urlopen(server.url, context=context, timeout=seconds) as answer:
        body: bytes = answer.read()
        return body


def test_it_trusts_the_right_server(tls_server: TlsServerFactory) -> None:
    assert b"</HTML>" in fetch(tls_server())


def test_it_has_a_certificate(tls_server: TlsServerFactory) -> None:
    server = tls_server(mtls=True)
    alice = server.client_certificate("alice")
    fetch(server, alice)
    seen = server.wait_for(events.HandshakeFinished).facts.client_certificate
    assert seen is not None
    assert seen.pem == alice.pem


def test_it_has_none(tls_server: TlsServerFactory) -> None:
    server = tls_server(mtls=True)
    with pytest.raises(OSError, match="certificate required"):
        fetch(server)
    assert server.wait_for_connection().failure == "peer did not return a certificate"


def test_its_own_has_expired(tls_server: TlsServerFactory) -> None:
    server = tls_server(mtls=True)
    with pytest.raises(OSError, match="certificate expired"):
        fetch(server, server.client_certificate(expired=True))


def test_it_says_whom_it_wants(tls_server: TlsServerFactory) -> None:
    server = tls_server()
    fetch(server)
    hello = server.wait_for(events.ClientHelloReceived).hello
    assert hello.server_name == "localhost"
    assert "TLS 1.3" in [version.name for version in hello.supported_versions]


def test_an_expired_certificate(tls_server: TlsServerFactory) -> None:
    server = tls_server(certificate="expired")
    with pytest.raises(urllib.error.URLError, match="certificate has expired"):
        fetch(server)
    alert = server.wait_for(events.Alert, sent=False)
    assert alert.description == ssl.ALERT_DESCRIPTION_CERTIFICATE_EXPIRED


def test_a_wrong_name(tls_server: TlsServerFactory) -> None:
    server = tls_server(certificate="wrong_name")
    with pytest.raises(urllib.error.URLError, match="not valid for 'localhost'"):
        fetch(server)


def test_an_authority_that_nobody_trusts(tls_server: TlsServerFactory) -> None:
    server = tls_server(certificate="untrusted")
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(server)


def test_tls_1_2_only(tls_server: TlsServerFactory) -> None:
    server = tls_server(tls1_2=True)
    fetch(server)
    assert server.wait_for(events.HandshakeFinished).facts.version == "TLSv1.2"


def test_no_shared_cipher(tls_server: TlsServerFactory) -> None:
    server = tls_server(tls1_2=True, cipher=SELDOM)
    with pytest.raises(urllib.error.URLError, match="handshake failure"):
        fetch(server)
    assert server.wait_for_connection().failure == "no shared cipher"


def test_a_silent_server(tls_server: TlsServerFactory) -> None:
    server = tls_server(unresponsive=True)
    with pytest.raises(urllib.error.URLError) as caught:
        fetch(server, seconds=0.5)
    assert isinstance(caught.value.reason, TimeoutError)


def test_a_truncated_answer(tls_server: TlsServerFactory) -> None:
    with pytest.raises(http.client.IncompleteRead):
        fetch(tls_server(truncate=True))
