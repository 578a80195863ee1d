"""-stateless asks every client of TLS 1.3 for a cookie, whoever it is."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import curl, s_client, start_s_client
from tests.network.client import client_hello, connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]


def hellos(server: ServerRun, *options: str) -> int:
    """Connect with s_client; how many ClientHellos it sent."""
    seen = s_client(
        server.address, "-msg", *options, send=b"hello\n", wait_for=b"olleh"
    )
    assert seen.status == 0
    return seen.stdout.count(b"ClientHello")


@pytest.mark.parametrize("options", [(), ("-no_middlebox",)])
def test_every_connection_is_asked(serve: Serve, options: tuple[str, ...]) -> None:
    server = serve("-rev", "-stateless")
    assert [hellos(server, *options) for _ in range(3)] == [2, 2, 2]


def test_without_it_nobody_is(serve: Serve) -> None:
    assert hellos(serve("-rev")) == 1


def test_tls_1_2_has_no_cookies(serve: Serve) -> None:
    assert hellos(serve("-rev", "-stateless"), "-tls1_2") == 1


def test_a_unix_socket(serve: Serve, tmp_path: Path) -> None:
    server = serve("-rev", "-stateless", "-unix", str(tmp_path / "socket"))
    assert [hellos(server) for _ in range(2)] == [2, 2]


def test_a_page_for_curl(serve: Serve) -> None:
    server = serve("-WWW", "-stateless")
    for _ in range(2):
        seen = curl(server.address, "/page.html", "--insecure", "--tlsv1.3")
        assert seen.stdout == b"<p>page</p>\n"


def test_a_hello_in_crumbs_is_waited_for(serve: Serve) -> None:
    server = serve("-rev", "-stateless")
    hello = client_hello()
    with socket.create_connection((server.address.host, server.port)) as plain:
        plain.settimeout(20)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for at in range(0, len(hello), 100):
            plain.sendall(hello[at : at + 100])
            # Somebody else is served meanwhile, so the crumbs arrive one by one.
            assert hellos(server, "-tls1_2") == 1
        answer = plain.recv(5)
        assert answer[0] == 22, "a HelloRetryRequest"


def test_half_a_hello_and_nonsense_end_alone(serve: Serve) -> None:
    server = serve("-rev", "-stateless", "-handshake_timeout", "2")
    for data in (client_hello()[:50], b"GET / HTTP/1.0\r\n\r\n"):
        with socket.create_connection((server.address.host, server.port)) as plain:
            plain.settimeout(20)
            plain.sendall(data)
            while plain.recv(1000):
                pass
    with connect(server.address, version=ssl.TLSVersion.TLSv1_3) as client:
        client.sendall(b"abc\n")
        assert client.recv(10) == b"cba\n"


def test_a_client_that_leaves_in_the_middle(serve: Serve) -> None:
    server = serve("-rev", "-stateless")
    with socket.create_connection((server.address.host, server.port)) as plain:
        plain.sendall(client_hello()[:50])
    server.wait_line(b"CONNECTION FAILURE", stream="stderr")
    assert hellos(server) == 2


def test_early_data_is_rejected(serve: Serve, tmp_path: Path) -> None:
    server = serve("-stateless", "-early_data")
    session = str(tmp_path / "session.pem")
    early = tmp_path / "early"
    early.write_bytes(b"too early\n")
    for number, options in enumerate(
        [("-sess_out", session), ("-sess_in", session, "-early_data", str(early))]
    ):
        with start_s_client(server.address, "-tls1_3", *options) as client:
            client.type(b"in time %d\n" % number)
            server.wait_line(b"^in time %d" % number)
            # The tickets come before this: the session is written by then.
            server.type(b"seen %d\n" % number)
            client.wait_bytes(b"seen %d" % number)
    server.wait_line(rb"^Early data was rejected")
    assert b"too early" not in server.stdout
