"""A client that notices how the server ends, and small things it talks with."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tests.kit.clients import RESET
from tests.kit.process import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.kit.address import Address
    from tests.kit.servers import ServerRun

T = TypeVar("T")
# What errors of a truncation say: which class they are of goes by Python's release.
TRUNCATED = re.compile(r"(?i)\beof\b|\breset\b|broken pipe")
TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


@contextlib.contextmanager
def connect(
    address: Address,
    *,
    version: ssl.TLSVersion | None = None,
    receive_buffer: int | None = None,
) -> Iterator[ssl.SSLSocket]:
    """Finish a handshake; a truncation raises, unlike with Python's defaults."""
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False
    settings.verify_mode = ssl.CERT_NONE
    settings.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    if version is not None:
        settings.minimum_version = settings.maximum_version = version
    with socket.socket() as plain:
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.settimeout(TIMEOUT)
        plain.connect((address.host, address.port))
        with settings.wrap_socket(plain, suppress_ragged_eofs=False) as client:
            yield client


def client_hello() -> bytes:
    """Make the first flight of a client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client = settings.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def read_to_end(client: ssl.SSLSocket) -> bytes:
    """Read until close_notify; anything else that ends it raises."""
    received = bytearray()
    with contextlib.suppress(ssl.SSLZeroReturnError):
        while piece := client.recv(65536):
            received += piece
    return bytes(received)


def ask(address: Address, request: bytes) -> bytes:
    """Send a request and read the whole answer."""
    with connect(address) as client:
        client.sendall(request)
        return read_to_end(client)


def reset(client: socket.socket) -> None:
    """Have closing send a reset."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


@contextlib.contextmanager
def silent(
    address: Address, count: int, data: bytes = b""
) -> Iterator[list[socket.socket]]:
    """Connect clients that say no more than ``data``."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(address.connect()) for _ in range(count)]
        for client in clients:
            client.sendall(data)
        yield clients


def still_open(clients: list[socket.socket]) -> bool:
    """Tell whether none of them was answered or ended."""
    return not select.select(clients, [], [], 0)[0]


def eventually(found: Callable[[], T | None], what: str) -> T:
    """Ask again every 10 ms; for what nothing can wake us for."""
    end = time.monotonic() + TIMEOUT
    while (result := found()) is None:
        assert time.monotonic() < end, f"waited for {what}"
        select.select([], [], [], 0.01)
    return result


def threads(server: ServerRun) -> int:
    """Count the server's threads: one, and one for each connection."""
    return len(list(Path(f"/proc/{server.pid}/task").iterdir()))


def wait_threads(server: ServerRun, count: int) -> None:
    """Wait until so many connections have their threads."""
    eventually(
        lambda: True if threads(server) == count + 1 else None, f"{count} connections"
    )
