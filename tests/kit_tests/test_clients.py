"""Clients: each reaches the C program, and ends in the way it was told to."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import (
    End,
    Seen,
    curl,
    gnutls_cli,
    python_tls,
    raw_reset,
    raw_tcp,
    s_client,
)
from tests.kit.servers import CProgram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kit.certificates import Certificates
    from tests.kit.servers import ServerRun

TLS_1_2 = ssl.TLSVersion.TLSv1_2
TLS_1_3 = ssl.TLSVersion.TLSv1_3


@contextlib.contextmanager
def c_program(made: Certificates, *options: str) -> Iterator[ServerRun]:
    words = ("-cert", "rsa.pem", "-naccept", "1", *options)
    with CProgram().start(*words, cwd=made.folder) as server:
        yield server
        assert server.wait() == 0


def test_s_client_waits_for_the_answer(certificates: Certificates) -> None:
    with c_program(certificates, "-rev") as server:
        seen = s_client(
            server.address, "-quiet", "-no_ign_eof", send=b"hello\n", wait_for=b"olleh"
        )
    assert seen.stdout == b"olleh\n"
    assert seen.status == 0


def test_curl(certificates: Certificates) -> None:
    with c_program(certificates, "-www") as server:
        seen = curl(server.address, "/", "--insecure", "--include")
    assert seen.stdout.startswith(b"HTTP/1.0 200 ok\r\n")
    assert (seen.stderr, seen.status) == (b"", 0)


def test_curl_by_unix_socket(certificates: Certificates) -> None:
    with c_program(certificates, "-www", "-unix", "c.sock") as server:
        assert curl(server.address, "/", "--insecure").status == 0


def test_curl_verifies(certificates: Certificates) -> None:
    options = ("-www", "-cert", "rsa-signed.pem")
    with c_program(certificates, *options) as server:
        ca = ("--cacert", str(certificates.ca))
        assert curl(server.address, "/", *ca).status == 0


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_gnutls_cli(version: str, certificates: Certificates) -> None:
    with c_program(certificates, "-rev") as server:
        seen = gnutls_cli(
            server.address, version=version, send=b"hello\n", wait_for=b"olleh"
        )
    assert seen.status == 0


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (End.CLOSE_NOTIFY, b"DONE\n"),
        (End.TRUNCATE, b"unexpected eof while reading"),
        # A system error is not in OpenSSL's queue, so nothing explains it.
        (End.RESET, b"x\nERROR\nshutting down SSL\n"),
    ],
)
def test_how_python_leaves(
    version: ssl.TLSVersion, end: End, expected: bytes, certificates: Certificates
) -> None:
    with c_program(certificates) as server:
        python_tls(
            server.address,
            version=version,
            send=b"x\n",
            before_end=lambda: server.wait_bytes(b"\nx\n"),
            end=end,
        )
        server.wait()
        assert expected in server.stdout + server.stderr


def test_python_reads_to_the_end(certificates: Certificates) -> None:
    with c_program(certificates, "-rev") as server:
        seen = python_tls(
            server.address,
            send=b"hello\nCLOSE\n",
            wait_for=b"olleh\n",
            end=End.READ,
        )
    assert seen == Seen(stdout=b"olleh\n")


def test_python_tells_why_it_failed(certificates: Certificates) -> None:
    with c_program(certificates, "-tls1_2") as server:
        seen = python_tls(server.address, version=TLS_1_3)
    assert (seen.status, seen.stderr) == (1, b"TLSV1_ALERT_PROTOCOL_VERSION")


def test_python_by_unix_socket(certificates: Certificates) -> None:
    with c_program(certificates, "-unix", "p.sock") as server:
        assert python_tls(server.address, send=b"x\n").status == 0


def test_plain_bytes_get_an_alert(certificates: Certificates) -> None:
    with c_program(certificates) as server:
        seen = raw_tcp(server.address, b"GET / HTTP/1.0\r\n\r\n")
        server.wait()
        assert b":http request:" in server.stderr
    assert seen.stdout[:1] in {b"", b"\x15"}


def test_a_reset_before_the_handshake(certificates: Certificates) -> None:
    with c_program(certificates) as server:
        raw_reset(server.address, b"\x16\x03\x01")
        server.wait()
        assert b"ERROR" in server.stderr
