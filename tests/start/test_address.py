"""Where the program listens, and its ACCEPT line."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.kit.address import free_port
from tests.kit.clients import python_tls
from tests.kit.servers import Ours

if TYPE_CHECKING:
    from pathlib import Path

RSA = ("-cert", "rsa.pem")
DH = b"Using default temp DH parameters\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("-accept", "127.0.0.1:0"), rb"^ACCEPT 127\.0\.0\.1:\d+$"),
        (("-accept", "[::1]:0"), rb"^ACCEPT \[::1\]:\d+$"),
        (("-accept", "0"), rb"^ACCEPT \[::\]:\d+$"),
        (("-accept", "*:0"), rb"^ACCEPT \[::\]:\d+$"),
        (("-4", "-accept", "0"), rb"^ACCEPT 0\.0\.0\.0:\d+$"),
        (("-6", "-accept", "0"), rb"^ACCEPT \[::\]:\d+$"),
        (("-4", "-6", "-accept", "0"), rb"^ACCEPT \[::\]:\d+$"),
        (("-6", "-4", "-accept", "0"), rb"^ACCEPT 0\.0\.0\.0:\d+$"),
        (("-accept", "[::1]:0", "-accept", "127.0.0.1:0"), rb"^ACCEPT 127\..*"),
        (("-unix", "last.sock", "-accept", "127.0.0.1:0"), rb"^ACCEPT 127\..*"),
        (("-port", "1", "-unix", "last.sock"), rb"^ACCEPT localhost:last\.sock$"),
        (("-port", "1", "-accept", "127.0.0.1:0"), rb"^ACCEPT 127\..*"),
    ],
)
def test_the_last_one_wins_and_is_told(
    folder: Path, words: tuple[str, ...], line: bytes
) -> None:
    with Ours().launch(*words, *RSA, cwd=folder) as server:
        server.wait_line(line)
        server.wait_ready(prints_accept=True)
        assert server.stdout.count(b"\n") == 2
        server.address.connect().close()


@pytest.mark.parametrize("form", ["-port", "-accept"])
def test_a_given_port_is_not_told(folder: Path, form: str) -> None:
    port = free_port()
    with Ours().start(form, str(port), *RSA, cwd=folder) as server:
        assert server.stdout == DH + b"ACCEPT\n"
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port), 5).close()


def test_every_address_of_a_name_is_served(folder: Path) -> None:
    found = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    hosts = {str(address[0]) for *_, address in found}
    with Ours().start("-accept", "localhost:0", "-rev", *RSA, cwd=folder) as server:
        for host in hosts:
            address = type(server.address)(host=host, port=server.port)
            seen = python_tls(address, send=b"abc\n", wait_for=b"cba\n")
            assert seen.status == 0, seen
        assert server.stdout.count(b"ACCEPT") == 1


def test_a_socket_file_comes_and_goes(folder: Path) -> None:
    path = folder / "gone.sock"
    options = ("-unix", "gone.sock", "-rev", "-naccept", "1", *RSA)
    with Ours().start(*options, cwd=folder) as server:
        assert path.is_socket()
        assert python_tls(server.address, send=b"ab\n", wait_for=b"ba\n").status == 0
        assert server.wait() == 0
    assert not path.exists()


def test_the_socket_of_a_running_server_is_left_alone(folder: Path) -> None:
    options = ("-unix", "two.sock", "-rev", *RSA)
    with Ours().start(*options, cwd=folder) as first:
        with Ours().launch(*options, cwd=folder) as second:
            assert second.wait() == 1
            assert b"Address already in use" in second.stderr
            assert b"-unlink" in second.stderr
        assert python_tls(first.address, send=b"ab\n", wait_for=b"ba\n").status == 0
