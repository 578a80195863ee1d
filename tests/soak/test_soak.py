"""2,000 connections of every kind leave no descriptor, thread or memory behind."""

from __future__ import annotations

import contextlib
import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import certificates
from tests.network.client import (
    TLS_1_2,
    client_hello,
    connect,
    eventually,
    read_to_end,
    reset,
    wait_threads,
)
from tests.network.modes import start

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.address import Address
    from tests.kit.certificates import Certificates
    from tests.kit.servers import ServerRun

__all__ = ["certificates"]

CONNECTIONS = 2000
AT_ONCE = 16
GROWTH = 10 * 1024
"""Kilobytes by which memory may grow in the second half."""
LARGE = 2 * 1024 * 1024
GET_LARGE = b"GET /large HTTP/1.0\r\n\r\n"


def good(address: Address) -> None:
    with connect(address) as client:
        client.sendall(GET_LARGE)
        assert len(read_to_end(client)) == LARGE


def good_and_old(address: Address) -> None:
    with connect(address, version=TLS_1_2) as client:
        client.sendall(GET_LARGE)
        assert len(read_to_end(client)) == LARGE


def refused(address: Address) -> None:
    with connect(address) as client:
        client.sendall(b"GET /missing HTTP/1.0\r\n\r\n")
        assert b"404" in read_to_end(client)


def failed(address: Address) -> None:
    with address.connect() as client:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert client.recv(100) == b""


def cut_off(address: Address) -> None:
    with address.connect() as client:
        client.sendall(client_hello()[:100])


def reset_at_once(address: Address) -> None:
    with address.connect() as client:
        reset(client)


def reset_in_the_handshake(address: Address) -> None:
    with address.connect() as client:
        client.sendall(client_hello())
        assert client.recv(1)
        reset(client)


def reset_in_a_file(address: Address) -> None:
    with connect(address, receive_buffer=4096) as client:
        client.sendall(GET_LARGE)
        assert client.recv(100)
        reset(client)


def silent(address: Address) -> None:
    """Stay until the limit of handshakes is over: 3 s, for a busy machine."""
    with address.connect() as client:
        assert client.recv(100) == b""


def asks_nothing(address: Address) -> None:
    with connect(address) as client:
        client.unwrap()


def truncates(address: Address) -> None:
    with connect(address):
        pass


def slow(address: Address) -> None:
    with connect(address, receive_buffer=4096) as client:
        client.sendall(GET_LARGE)
        assert len(read_to_end(client)) == LARGE


KINDS: tuple[Callable[[Address], None], ...] = (
    good, good_and_old, refused, failed, cut_off, reset_at_once,
    reset_in_the_handshake, reset_in_a_file, asks_nothing, truncates, slow,
)  # fmt: skip
SILENT_EVERY = 100


@pytest.mark.timeout(240)
def test_nothing_is_left_behind(certificates: Certificates, tmp_path: Path) -> None:
    pair = certificates.pair("ecdsa").read_bytes()
    (tmp_path / "ecdsa.pem").write_bytes(pair)
    (tmp_path / "large").write_bytes(os.urandom(LARGE))
    with start(tmp_path, "-HTTP", "-quiet", "-handshake_timeout", "3") as server:
        good(server.address)
        before = descriptors(server, connections=0)
        first = rush(server, CONNECTIONS // 2)
        second = rush(server, CONNECTIONS // 2)
        assert descriptors(server, connections=0) == before
        good(server.address)
    assert b"Traceback" not in server.stderr
    assert b"warning" not in server.stderr
    assert second - first < GROWTH


def rush(server: ServerRun, count: int) -> int:
    """Make so many connections; the server's memory after them, in kilobytes."""
    kinds = itertools.cycle(KINDS)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for future in [
            pool.submit(
                silent if n % SILENT_EVERY == 0 else next(kinds), server.address
            )
            for n in range(count)
        ]:
            future.result()
    descriptors(server, connections=0)
    return memory(server)


def descriptors(server: ServerRun, *, connections: int) -> list[str]:
    """What the server holds open once it is down to so many connections."""
    wait_threads(server, connections)
    folder = Path(f"/proc/{server.pid}/fd")
    found: list[str] = []

    def settled() -> bool | None:
        found.clear()
        with contextlib.suppress(FileNotFoundError):
            found.extend(sorted(os.readlink(entry) for entry in folder.iterdir()))
            return True
        return None

    eventually(settled, "a list of descriptors")
    return found


def memory(server: ServerRun) -> int:
    """Resident memory in kilobytes."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])
