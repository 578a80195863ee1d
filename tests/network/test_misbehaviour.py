"""Servers that misbehave because they are told to."""

from __future__ import annotations

import re
import select
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.network.client import TRUNCATED, client_hello, connect, silent, wait_threads
from tests.network.modes import MODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]


@pytest.mark.parametrize("mode", ["console", "www"])
def test_a_silent_server_says_nothing(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode], "-unresponsive")
    with silent(server.address, 3, client_hello()) as clients:
        assert select.select(clients, [], [], 0.3)[0] == []


def test_a_silent_server_lets_go_of_who_leaves(serve: Serve) -> None:
    server = serve("-www", "-unresponsive", "-naccept", "2")
    for _ in range(2):
        with silent(server.address, 1, b"\x16\x03\x01"):
            pass
    assert server.wait() == 0


def test_a_silent_server_has_the_limit_that_it_is_given(serve: Serve) -> None:
    server = serve("-www", "-unresponsive", "-handshake_timeout", "1")
    with silent(server.address, 1, client_hello()) as (client,):
        assert client.recv(100) == b""
    server.wait_line(b"s_server: handshake timed out", stream="stderr")


def test_the_keyboard_ends_a_silent_connection(serve: Serve) -> None:
    server = serve("-unresponsive")
    with silent(server.address, 1) as (client,):
        wait_threads(server, 1)
        server.type(b"q\n")
        assert client.recv(100) == b""
        server.type(b"Q\n")
        assert server.wait() == 0


def _piece(client: ssl.SSLSocket) -> bytes:
    """What comes next; nothing where the server closed without close_notify."""
    try:
        piece = client.recv(16384)
    except ssl.SSLError as problem:
        if not TRUNCATED.search(str(problem)):
            raise
        return b""
    assert piece, "close_notify came"
    return piece


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_a_truncated_page(serve: Serve, version: str) -> None:
    server = serve("-www", "-truncate", version)
    with connect(server.address) as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b""
        # What was read before counts, so it is read piece by piece.
        while piece := _piece(client):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)$", head)
    assert length
    assert len(body) == int(length[1]) // 2
    assert body.startswith(b"<HTML>")
    server.stop()
    assert b"shutting down" not in server.stdout
