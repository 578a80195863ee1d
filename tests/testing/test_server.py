"""The servers that ``tls_server`` makes, and clients of them."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest

from s_server.errors import UsageError
from s_server.events import (
    Alert,
    CertificateMade,
    Closed,
    DhChosen,
    Ended,
    HandshakeFinished,
    Listening,
    MessagePassed,
)
from s_server.server.record import State
from s_server.server.server import Server
from tests.kit.openssls import OursOnOldest
from tests.kit.process import TIMEOUT
from tests.network.client import TLS_1_2, TLS_1_3
from tests.server.visitor import GET, fetch, page, refused, trust, visit

if TYPE_CHECKING:
    from s_server.testing import (
        ClientCertificate,
        Fault,
        TlsServer,
        TlsServerFactory,
    )
    from tests.kit.certificates import Certificates

EITHER = pytest.mark.parametrize("process", [False, True], ids=["here", "child"])


def ask(server: TlsServer, certificate: ClientCertificate | None = None) -> bytes:
    settings = trust(server.ca_file)
    if certificate is not None:
        settings.load_cert_chain(*certificate.pair)
    return page(server.port, settings)


@EITHER
def test_without_options_a_page_on_this_machine_alone(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process)
    assert isinstance(server.address, tuple)
    assert server.address[0] in {"127.0.0.1", "::1"}
    assert b"</HTML>" in fetch(server.url, server.ca_file)
    assert server.wait_for_connection().version == "TLSv1.3"


def test_a_mode_and_an_address_are_the_tests_own(tls_server: TlsServerFactory) -> None:
    server = tls_server(rev=True, port=0)
    assert isinstance(server.address, tuple)
    assert server.address[0] not in {"127.0.0.1", "::1"}
    with visit(server.port, trust(server.ca_file)) as client:
        client.sendall(b"drawer\n")
        assert client.recv(100) == b"reward\n"


@EITHER
def test_its_console_has_no_page(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process, www=False)
    with visit(server.port, trust(server.ca_file)) as client:
        client.sendall(GET)
        client.unwrap()
    server.wait_for(Closed)
    assert f"{len(GET)} bytes of data received" in server.story()
    assert "GET" not in server.story()


def test_servers_of_a_run_share_an_authority(tls_server: TlsServerFactory) -> None:
    one, two = tls_server(), tls_server(names=["localhost", "b.example"])
    assert one.ca_file == two.ca_file
    assert one.port != two.port
    settings = trust(one.ca_file)
    with socket.create_connection(("localhost", two.port), TIMEOUT) as plain:
        settings.wrap_socket(plain, server_hostname="b.example").close()


@pytest.mark.parametrize(
    ("fault", "alert"),
    [
        ("expired", ssl.AlertDescription.ALERT_DESCRIPTION_CERTIFICATE_EXPIRED),
        ("not_yet_valid", ssl.AlertDescription.ALERT_DESCRIPTION_BAD_CERTIFICATE),
        ("wrong_name", ssl.AlertDescription.ALERT_DESCRIPTION_BAD_CERTIFICATE),
        ("untrusted", ssl.AlertDescription.ALERT_DESCRIPTION_UNKNOWN_CA),
    ],
)
def test_a_bad_certificate(
    tls_server: TlsServerFactory, fault: Fault, alert: ssl.AlertDescription
) -> None:
    server = tls_server(certificate=fault)
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(server)
    server.wait_for(Alert, sent=False, description=int(alert))


def test_a_certificate_of_ones_own(
    tls_server: TlsServerFactory, certificates: Certificates
) -> None:
    server = tls_server(cert=certificates.pair("rsa"))
    assert server.ca_file is None
    page(server.port, trust(certificates.certificate("rsa")))
    with pytest.raises(UsageError, match="leave cert= out"):
        tls_server(cert=certificates.pair("rsa"), certificate="expired")


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
@EITHER
def test_who_may_come_in(
    tls_server: TlsServerFactory, version: ssl.TLSVersion, *, process: bool
) -> None:
    server = tls_server(mtls=True, process=process, tls1_2=version is TLS_1_2)
    alice = server.client_certificate("alice")
    assert b"CN = alice" in ask(server, alice).replace(b"CN=", b"CN = ")
    for number, (certificate, words) in enumerate(
        [
            (None, "did not return a certificate"),
            (server.client_certificate(expired=True), "verify failed"),
            (server.client_certificate(not_yet_valid=True), "verify failed"),
            (server.client_certificate(untrusted=True), "verify failed"),
        ],
        2,
    ):
        with pytest.raises(ssl.SSLError):
            ask(server, certificate)
        failure = server.wait_for_connection(number).failure
        assert failure is not None
        assert words in failure


@EITHER
def test_who_may_come_in_without_one(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process, mtls="optional")
    ask(server)
    ask(server, server.client_certificate("bob"))
    with pytest.raises(ssl.SSLError):
        ask(server, server.client_certificate(expired=True))
    seen = server.wait_for(
        HandshakeFinished,
        matching=lambda event: event.facts.client_certificate is not None,
    )
    assert seen.connection.number == 2
    with pytest.raises(UsageError, match="not expired and untrusted"):
        server.client_certificate(expired=True, untrusted=True)


@EITHER
def test_facts_outlive_their_connection(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process, mtls=True)
    alice = server.client_certificate("alice")
    ask(server, alice)
    server.wait_for(Closed, connection=1)
    server.stop()
    facts = server.wait_for(HandshakeFinished, connection=1).facts
    assert facts.client_certificate is not None
    assert facts.client_certificate.pem == alice.pem
    assert facts.client_certificate.subject(0).endswith(b"CN=alice")
    assert facts.client_ciphers
    assert facts.signature_schemes
    with pytest.raises(ValueError, match="not kept"):
        _ = facts.session_text


@EITHER
def test_what_did_not_come_is_told_with_what_came(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process, tls1_3=True)
    with pytest.raises(TimeoutError, match="no client has connected"):
        server.wait_for(HandshakeFinished, timeout=0)
    settings = trust(server.ca_file)
    settings.maximum_version = TLS_1_2
    with pytest.raises(ssl.SSLError):
        page(server.port, settings)
    server.wait_for(Closed)
    with pytest.raises(TimeoutError) as caught:
        server.wait_for(HandshakeFinished, timeout=0.01, connection=1)
    first, *others = str(caught.value).splitlines()
    wanted = "no HandshakeFinished of connection 1 in 0.01 s; what came instead:"
    assert first == wanted
    assert "  alert sent: protocol_version (70), fatal" in others
    assert "  handshake failed: unsupported protocol" in others
    with pytest.raises(TimeoutError, match="no Alert, sent=False in 0 s"):
        server.wait_for(Alert, timeout=0, sent=False)
    with pytest.raises(TimeoutError, match="connection 2 not connected in 0 s"):
        server.wait_for_connection(2, state=State.CONNECTED, timeout=0)


@EITHER
def test_what_cannot_be_waited_for(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process)
    with pytest.raises(TypeError, match="Alert has no field 'colour'"):
        server.wait_for(Alert, colour=1)
    with pytest.raises(ValueError, match="MessagePassed is not kept"):
        server.wait_for(MessagePassed)
    with pytest.raises(ValueError, match="MessagePassed before the start"):
        server.subscribe(MessagePassed, print)
    # What is no event of a connection is of no connection.
    assert server.wait_for(Listening).port == server.port
    with pytest.raises(TimeoutError):
        server.wait_for(Listening, connection=1, timeout=0)


@EITHER
def test_events_as_they_come(*, process: bool) -> None:
    messages: list[MessagePassed] = []
    versions: list[str] = []
    server = Server(process=process, accept="localhost:0", www=True)
    server.subscribe(MessagePassed, messages.append)
    server.subscribe(
        HandshakeFinished, lambda event: versions.append(event.facts.version)
    )
    with server:
        page(server.port, trust(server.ca_file))
        server.wait_for(Closed)
        ended: list[Ended] = []
        server.subscribe(Ended, ended.append)
    assert any(message.sent for message in messages)
    assert versions == ["TLSv1.3"]
    assert ended
    kinds = [type(event) for event in server.events]
    assert kinds[:3] == [DhChosen, CertificateMade, Listening]
    assert kinds[-1] is Ended
    assert MessagePassed not in kinds


def test_a_handler_may_ask_for_secrets() -> None:
    """In this process alone: no secret leaves the other one."""
    exported: list[bytes | None] = []
    server = Server(accept="localhost:0", www=True)
    server.subscribe(
        HandshakeFinished,
        lambda event: exported.append(event.facts.exported("EXPORTER-x", 8)),
    )
    with server:
        page(server.port, trust(server.ca_file))
        server.wait_for(Closed)
    assert exported[0]
    assert len(exported[0]) == 8


@EITHER
def test_the_story_of_a_good_connection(
    tls_server: TlsServerFactory, *, process: bool
) -> None:
    server = tls_server(process=process)
    ask(server)
    assert server.wait_for_connection().failure is None
    first, *others = server.story().splitlines()
    assert first.startswith("connection 1 from 127.0.0.1:")
    assert "  handshake done: TLSv1.3, TLS_AES_256_GCM_SHA384" in others


def test_another_openssl_than_the_clients(
    tls_server: TlsServerFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    oldest = OursOnOldest()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(oldest.library.parent))
    server = tls_server(process=True, libssl=oldest.library, mtls=True)
    alice = server.client_certificate("alice")
    assert alice.pem.splitlines()[1] in ask(server, alice)
    (certificate,) = server.wait_for(HandshakeFinished).facts.client_certificates
    assert certificate.pem == alice.pem
    assert certificate.subject(0).endswith(b"CN=alice")


def test_a_story_waits_for_the_end_of_what_ends(tls_server: TlsServerFactory) -> None:
    server = tls_server(unresponsive=True)
    with socket.create_connection(("localhost", server.port), TIMEOUT) as client:
        server.wait_for_connection(state=State.HANDSHAKE)
        threading.Timer(0.1, client.close).start()
        assert tls_server.story().splitlines()[-1].startswith("    closed; 0 bytes")


def test_a_silent_server_ends_with_the_test(tls_server: TlsServerFactory) -> None:
    server = tls_server(unresponsive=True)
    with socket.create_connection(("localhost", server.port), TIMEOUT) as client:
        client.sendall(b"hello")
        server.wait_for_connection(state=State.HANDSHAKE)
        assert not server.settle(0.01)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < TIMEOUT
        assert client.recv(1) == b""
    assert server.settle()
    assert refused(server.port)
