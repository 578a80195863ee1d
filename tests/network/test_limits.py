"""Time limits end who does nothing, and nobody else."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from tests.network.client import TRUNCATED, client_hello, connect, read_to_end, silent
from tests.network.modes import MODES, UNATTENDED, assert_serves

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]


@pytest.mark.parametrize("mode", MODES)
def test_an_unfinished_handshake_is_ended(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode], "-handshake_timeout", "1")
    with (
        silent(server.address, 1) as (nothing,),
        silent(server.address, 1, b"\x16\x03\x01") as (little,),
        silent(server.address, 1, client_hello()) as (more,),
    ):
        for client in (nothing, little, more):
            while client.recv(16384):
                pass
    server.wait_line(b"s_server: handshake timed out", stream="stderr", nth=3)
    assert_serves(server, mode)


@pytest.mark.parametrize("mode", MODES)
def test_a_finished_handshake_is_not(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode], "-handshake_timeout", "1")
    with connect(server.address) as client:
        client.sendall(b"hello")
        with silent(server.address, 1) as (other,):
            assert other.recv(100) == b""  # so long it took
        if mode in {"console", "quiet"}:
            server.wait_bytes(b"hello")
            client.unwrap()
        elif mode == "rev":
            client.sendall(b"\n")
            assert client.recv(100) == b"olleh\n"
        else:
            client.sendall(b"\nGET /page.html HTTP/1.0\n")
            assert read_to_end(client)


@pytest.mark.parametrize("mode", MODES)
def test_an_idle_client_is_ended_with_close_notify(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode], "-idle_timeout", "1")
    with connect(server.address) as client:
        client.sendall(b"half a line")
        assert read_to_end(client) == b""
    if mode != "quiet":
        server.wait_line(b"s_server: connection timed out", stream="stderr")
    assert_serves(server, mode)


@pytest.mark.parametrize("mode", ["WWW", "HTTP"])
def test_a_reader_that_stands_still_is_ended(
    serve: Serve, folder_with_large: None, mode: str
) -> None:
    assert folder_with_large is None
    server = serve(*MODES[mode], "-idle_timeout", "1")
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large HTTP/1.0\r\n\r\n")
        server.wait_line(b"s_server: connection timed out", stream="stderr")
        with pytest.raises((ssl.SSLError, ConnectionError), match=TRUNCATED):
            read_to_end(client)  # not whole, and that can be seen
    assert_serves(server, mode)


@pytest.mark.parametrize("mode", UNATTENDED)
def test_zero_is_no_limit(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode], "-idle_timeout", "0", "-handshake_timeout", "0")
    assert_serves(server, mode)
