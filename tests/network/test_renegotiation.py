"""A certificate after the handshake, by the keyboard and by a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import s_client, start_s_client
from tests.network.client import TLS_1_2, connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

BLOCK_ENDS = rb"enegotiation"
VERSIONS = {
    "tls1.2": ("-tls1_2",),
    "tls1.3": ("-tls1_3", "-enable_pha"),
}


@pytest.mark.parametrize(
    ("version", "letter"), [("tls1.2", b"R\n"), ("tls1.3", b"c\n")]
)
def test_a_letter_gets_the_certificate(
    serve: Serve, folder: Path, version: str, letter: bytes
) -> None:
    server = serve()
    options = (*VERSIONS[version], "-cert", "ecdsa.pem")
    with start_s_client(server.address, *options, cwd=folder) as client:
        server.wait_line(BLOCK_ENDS)
        assert b"Client certificate" not in server.stdout
        server.type(letter)
        server.wait_line(rb"^Verification error: self.signed certificate")
        shown = server.stdout.split(b"SSL_do_handshake -> 1\n")[1]
        certificate = (folder / "ecdsa.pem").read_bytes().split(b"-----END")[-2]
        assert shown.startswith(b"Client certificate\n-----BEGIN CERTIFICATE-----\n")
        assert certificate[-400:] in shown
        assert re.search(rb"\nsubject=CN ?= ?localhost, O ?= ?ecdsa\n+issuer=", shown)
        server.wait_line(rb"^verify error:num=18", stream="stderr")
        server.type(b"still here\n")
        client.wait_bytes(b"still here")


@pytest.mark.parametrize("letter", [b"R\n", b"r\n"])
def test_a_client_without_one_goes_on(serve: Serve, letter: bytes) -> None:
    server = serve()
    with start_s_client(server.address, "-tls1_2") as client:
        server.wait_line(BLOCK_ENDS)
        server.type(letter)
        server.wait_line(rb"^Read BLOCK")
        assert b"Client certificate" not in server.stdout
        server.type(b"still here\n")
        client.wait_bytes(b"still here")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_page_with_the_certificate(serve: Serve, folder: Path, version: str) -> None:
    server = serve("-www")
    options = (*VERSIONS[version], "-cert", "ecdsa.pem", "-ign_eof")
    seen = s_client(
        server.address,
        *options,
        cwd=folder,
        send=b"GET /renegcert HTTP/1.0\nHost: localhost\n\n",
        wait_for=b"</HTML>",
    )
    page = seen.stdout.split(b"<HTML>")[1]
    assert b"Client certificate\nCertificate:\n" in page
    assert re.search(rb"Subject: CN ?= ?localhost, O ?= ?ecdsa", page)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", [b"/reneg", b"/renegcert"])
def test_a_page_without_one(serve: Serve, version: str, path: bytes) -> None:
    server = serve("-www")
    seen = s_client(
        server.address,
        *VERSIONS[version],
        "-ign_eof",
        send=b"GET %b HTTP/1.0\n\n" % path,
        wait_for=b"</HTML>",
    )
    assert b"no client certificate available\n" in seen.stdout
    if version == "tls1.2":
        server.wait_line(rb"^SSL_renegotiate -> 1$")


def test_a_client_that_does_not_answer_keeps_nobody(serve: Serve) -> None:
    server = serve("-www")
    with connect(server.address, version=TLS_1_2) as silent:
        # It asks for a renegotiation, and reads nothing of the answer.
        silent.sendall(b"GET /renegcert HTTP/1.0\r\n\r\n")
        for _ in range(5):
            seen = s_client(
                server.address,
                "-ign_eof",
                send=b"GET / HTTP/1.0\n\n",
                wait_for=b"</HTML>",
            )
            assert b"Ciphers supported in s_server binary" in seen.stdout
