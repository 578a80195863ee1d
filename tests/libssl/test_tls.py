"""One connection: every operation is tried once, and says what it waits for."""

from __future__ import annotations

import errno
import os
import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.tls import READ_SIZE, Outcome, Tls

from .handshake import beside, client_context, connected, insist, pair, read_all

if TYPE_CHECKING:
    import socket

    from s_server.libssl.context import Context

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
LARGE = bytes(i % 253 for i in range(200_000))


@pytest.fixture(params=VERSIONS, ids=lambda version: version.name)
def client(request: pytest.FixtureRequest) -> ssl.SSLContext:
    return client_context(request.param)


def test_nothing_waits(serving: Context) -> None:
    with pair() as (ours, _), Tls(serving, ours.fileno()) as tls:
        assert tls.handshake() is Outcome.WANT_READ
        assert tls.bytes_read == 0
        assert not tls.has_pending


def test_data_goes_both_ways(serving: Context, client: ssl.SSLContext) -> None:
    with connected(serving, client) as (tls, ours, their_end):
        their_end.sendall(b"to the server")
        assert read_all(tls, ours, 13) == b"to the server"
        assert tls.read()[0] is Outcome.WANT_READ
        assert insist(ours, lambda: tls.write(b"to the client")) is Outcome.DONE
        assert their_end.recv(100) == b"to the client"


def test_much_data_goes_both_ways(serving: Context, client: ssl.SSLContext) -> None:
    with connected(serving, client) as (tls, ours, their_end):
        finish = beside(lambda: their_end.sendall(LARGE))
        assert read_all(tls, ours, len(LARGE)) == LARGE
        finish()

        def receive() -> bytes:
            received = b""
            while len(received) < len(LARGE):
                received += their_end.recv(65536)
            return received

        reading = beside(receive)
        assert insist(ours, lambda: tls.write(LARGE)) is Outcome.DONE
        assert reading() == LARGE


def test_a_full_network_is_waited_for(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, _):
        while (outcome := tls.write(LARGE)) is Outcome.DONE:
            pass
        assert outcome is Outcome.WANT_WRITE


def test_one_read_answers_one_record_at_most(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, ours, their_end):
        their_end.sendall(LARGE[: READ_SIZE + 1])
        pieces: list[bytes] = []

        def step() -> Outcome:
            outcome, data = tls.read()
            pieces.extend([data] if data else [])
            return outcome

        while sum(map(len, pieces)) <= READ_SIZE:
            insist(ours, step)
        assert [len(piece) for piece in pieces] == [READ_SIZE, 1]


def test_the_counts_are_the_descriptors(
    serving: Context, client: ssl.SSLContext
) -> None:
    with connected(serving, client) as (tls, ours, their_end):
        before = tls.bytes_read, tls.bytes_written
        assert min(before) > 200
        their_end.sendall(b"x" * 1000)
        read_all(tls, ours, 1000)
        insist(ours, lambda: tls.write(b"y" * 2000))
        assert 1000 < tls.bytes_read - before[0] < 1100
        assert 2000 < tls.bytes_written - before[1] < 2100


def test_half_a_record_is_pending(serving: Context) -> None:
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        theirs.sendall(b"\x16\x03\x01")
        assert tls.handshake() is Outcome.WANT_READ
        assert tls.bytes_read == 3
        assert tls.has_pending


def test_the_clients_goodbye(serving: Context, client: ssl.SSLContext) -> None:
    with connected(serving, client) as (tls, ours, their_end):
        finish = beside(their_end.unwrap)
        assert insist(ours, lambda: tls.read()[0]) is Outcome.CLOSED
        assert insist(ours, tls.shutdown) is Outcome.DONE
        finish()


def test_our_goodbye(serving: Context, client: ssl.SSLContext) -> None:
    with connected(serving, client) as (tls, _, their_end):
        assert tls.shutdown() is Outcome.DONE
        assert their_end.recv(1) == b""


def test_closing_leaves_the_descriptor_open(serving: Context) -> None:
    with pair() as (ours, _):
        tls = Tls(serving, ours.fileno())
        tls.close()
        tls.close()
        os.fstat(ours.fileno())
        with pytest.raises(ValueError, match="closed"):
            tls.handshake()


def test_the_end_without_goodbye_is_a_failure(
    serving: Context, client: ssl.SSLContext
) -> None:
    with connected(serving, client) as (tls, ours, their_end):
        # With its tickets unread the client's end would be a reset.
        insist(ours, lambda: tls.write(b"x"))
        assert their_end.recv(1) == b"x"
        drop(their_end)
        assert insist(ours, lambda: tls.read()[0]) is Outcome.FAILED
        if serving.library.has("error_functions"):
            # Since 3.5 the alert that cannot be sent any more is told too.
            first, *_ = (entry.reason for entry in tls.failure)
            assert first == "unexpected eof while reading"
            assert tls.system_error == 0
        else:
            assert tls.failure == ()


def test_a_system_error_is_told(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, their_end):
        drop(their_end)
        while (outcome := tls.write(b"x" * 10000)) is Outcome.DONE:
            pass
        assert outcome is Outcome.FAILED
        assert tls.system_error == errno.EPIPE
        assert tls.system_words == "Broken pipe"


def drop(client: ssl.SSLSocket) -> None:
    """Close a client's socket without a word."""
    raw: socket.socket = client
    raw.close()


def test_no_tls_at_all(serving: Context) -> None:
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        theirs.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert insist(ours, tls.handshake) is Outcome.FAILED
        assert [entry.reason for entry in tls.failure] == ["http request"]
        assert tls.system_words == ""


def test_the_alert_of_a_client_that_does_not_trust_us(serving: Context) -> None:
    serving.report_alerts()
    told: list[dict[str, object]] = []
    distrusting = ssl.create_default_context()
    distrusting.check_hostname = False
    distrusting.maximum_version = ssl.TLSVersion.TLSv1_2

    def attempt() -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            distrusting.wrap_socket(theirs)

    with (
        pair() as (ours, theirs),
        Tls(serving, ours.fileno(), tell=lambda _, **alert: told.append(alert)) as tls,
    ):
        finish = beside(attempt)
        assert insist(ours, tls.handshake) is Outcome.FAILED
        finish()
        assert "unknown ca" in tls.failure[-1].reason
    assert told == [{"sent": False, "level": 2, "description": 48}]


def test_a_faulty_network_is_got_over(serving: Context) -> None:
    with pair() as (ours, theirs), Tls(serving, ours.fileno(), faulty=True) as tls:
        # TLS 1.2: tickets in crumbs would fill a socket that nobody reads any more.
        client = client_context(ssl.TLSVersion.TLSv1_2)
        finish = beside(lambda: client.wrap_socket(theirs))
        assert insist(ours, tls.handshake) is Outcome.DONE
        with finish() as their_end:
            their_end.sendall(b"hello")
            assert read_all(tls, ours, 5) == b"hello"


def test_the_state_in_words(serving: Context) -> None:
    with pair() as (ours, _), Tls(serving, ours.fileno()) as tls:
        assert tls.state == "before SSL initialization"
    with connected(serving, client_context()) as (tls, _, _):
        assert tls.state == "SSL negotiation finished successfully"
        assert (tls.verify_code, tls.verify_words) == (0, "ok")


def test_without_kernel_tls_openssl_encrypts(serving: Context) -> None:
    with connected(serving, client_context()) as (tls, _, _):
        assert not tls.sends_by_kernel
