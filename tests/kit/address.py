"""Where a server listens, and how to learn it from the kernel.

A server that prints no `ACCEPT` line is ready when the kernel lists its
listening socket. Connecting to find out would not do: the C program serves
one client at a time and takes the probe for a client, `-naccept` counted.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

LISTENING = "0A"
"""The state TCP_LISTEN in /proc/net/tcp."""
UNCONNECTED = "07"
"""The state of a UDP socket that hears everybody, in /proc/net/udp."""
SCTP_LISTENING = "10"
"""The state SCTP_SS_LISTENING in /proc/net/sctp/eps."""
ACCEPTS_CONNECTIONS = 0x10000
"""The flag __SO_ACCEPTCON in /proc/net/unix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A TCP, UDP or SCTP address on this machine, or the path of a unix socket."""

    host: str = "127.0.0.1"
    port: int = 0
    path: str = ""

    @property
    def text(self) -> str:
        """As a client's command line wants it."""
        if self.path:
            return self.path
        return f"[{self.host}]:{self.port}" if ":" in self.host else self._host_port

    @property
    def _host_port(self) -> str:
        return f"{self.host}:{self.port}"

    def connect(self, timeout: float = 20) -> socket.socket:
        """Connect a plain socket to it."""
        if not self.path:
            return socket.create_connection((self.host, self.port), timeout)
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.settimeout(timeout)
        client.connect(self.path)
        return client

    def refuses(self) -> bool:
        """Tell whether nobody listens there.

        A client that stood in the queue when the listener was closed is reset.
        """
        try:
            self.connect().close()
        except (ConnectionRefusedError, ConnectionResetError):
            return True
        return False


def from_accept_line(where: str) -> Address | None:
    """Read what follows `ACCEPT`; None if it says nothing (a fixed port)."""
    if not where:
        return None
    host, _, rest = where.rpartition(":")
    if not rest.isdigit():
        return Address(host="", path=where.partition(":")[2])
    any_address = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}
    return Address(host=any_address.get(host, host).strip("[]"), port=int(rest))


def listening_address(pid: int) -> Address | None:
    """Find the first socket on which a process listens; None if none."""
    inodes = _socket_inodes(pid)
    return (
        _inet_listener(inodes, "tcp", LISTENING)
        or _unix_listener(inodes)
        or _inet_listener(inodes, "udp", UNCONNECTED)
        or _sctp_listener(inodes)
    )


def free_port() -> int:
    """Find a port that was free a moment ago, where a test must name one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def _socket_inodes(pid: int) -> set[str]:
    inodes = set()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if match := re.fullmatch(r"socket:\[(\d+)\]", os.readlink(entry)):
                    inodes.add(match[1])
    return inodes


def _inet_listener(inodes: set[str], table: str, state: str) -> Address | None:
    for suffix, loopback in (("", "127.0.0.1"), ("6", "::1")):
        for row in _rows(table + suffix):
            if row[3] == state and row[9] in inodes:
                return Address(host=loopback, port=int(row[1].split(":")[1], 16))
    return None


def _sctp_listener(inodes: set[str]) -> Address | None:
    for row in _rows("sctp/eps"):
        if row[3] == SCTP_LISTENING and row[7] in inodes:
            host = "::1" if ":" in row[8] else "127.0.0.1"
            return Address(host=host, port=int(row[5]))
    return None


def _unix_listener(inodes: set[str]) -> Address | None:
    for row in _rows("unix"):
        listens = int(row[3], 16) & ACCEPTS_CONNECTIONS
        if listens and row[6] in inodes and len(row) > 7:
            return Address(host="", path=row[7])
    return None


def _rows(table: str) -> list[list[str]]:
    file = Path("/proc/net") / table
    if not file.exists():
        return []
    return [line.split() for line in file.read_text().splitlines()[1:]]
