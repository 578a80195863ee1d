"""A client of a server made from Python: it trusts by name, asks, and looks on."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from tests.kit.address import Address
from tests.kit.process import TIMEOUT
from tests.network.client import eventually, read_to_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server import ConnectionRecord, Server

GET = b"GET / HTTP/1.0\r\n\r\n"


def trust(ca_file: str | Path | None) -> ssl.SSLContext:
    """Settings of a client that verifies; a truncation raises."""
    assert ca_file is not None
    settings = ssl.create_default_context(cafile=str(ca_file))
    settings.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    return settings


def fetch(url: str, ca_file: str | Path | None) -> bytes:
    """Ask as urllib does, verifying the certificate and the name."""
    handler = urllib.request.HTTPSHandler(context=trust(ca_file))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), handler)
    with opener.open(url, timeout=TIMEOUT) as answer:
        body = answer.read()
    assert isinstance(body, bytes)
    return body


@contextlib.contextmanager
def visit(port: int, settings: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """Finish a handshake with the server at this port of this machine."""
    with (
        socket.create_connection(("localhost", port), TIMEOUT) as plain,
        settings.wrap_socket(
            plain, server_hostname="localhost", suppress_ragged_eofs=False
        ) as client,
    ):
        yield client


def page(port: int, settings: ssl.SSLContext) -> bytes:
    """Ask for the status page and read to close_notify."""
    with visit(port, settings) as client:
        client.sendall(GET)
        return read_to_end(client)


def wait_records(
    server: Server, good: Callable[[tuple[ConnectionRecord, ...]], bool]
) -> tuple[ConnectionRecord, ...]:
    """Wait until what is kept of the connections is as wanted."""
    eventually(lambda: good(server.connections) or None, "records")
    return server.connections


def refused(port: int) -> bool:
    """Tell whether nobody listens there."""
    return Address(host="localhost", port=port).refuses()


def wait_refused(port: int) -> None:
    """Wait until nobody listens there any more."""
    eventually(lambda: refused(port) or None, f"port {port} to be refused")


def children() -> set[int]:
    """The child processes of this one, zombies too."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found |= set(map(int, (task / "children").read_text().split()))
    return found


def held() -> tuple[list[str], set[int]]:
    """What this process holds open, and its children."""
    shown = []
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            shown.append(os.readlink(f"/proc/self/fd/{name}").partition(":")[0])
    return sorted(shown), children()


def wait_held(before: tuple[list[str], set[int]]) -> None:
    """Wait until this process holds what it held before."""
    eventually(lambda: held() == before or None, "descriptors and children to go")
