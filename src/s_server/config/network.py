"""Where to listen, and for how long to wait."""

from __future__ import annotations

from enum import Enum

from s_server.frozen import Frozen


class Family(Enum):
    """Which address families to listen on."""

    ANY = "any"
    IPV4 = "4"
    IPV6 = "6"


class TcpEndpoint(Frozen, kw_only=False):
    """Where to listen: a host name or address (None is every one) and a service."""

    host: str | None = None
    service: str = "4433"


class UnixEndpoint(Frozen, kw_only=False):
    """Where to listen: a path in the file system."""

    path: str


Endpoint = TcpEndpoint | UnixEndpoint


class Network(Frozen):
    """Sockets and time limits; limits are in seconds, 0 or None is without limit."""

    endpoint: Endpoint = TcpEndpoint()
    family: Family = Family.ANY
    unlink: bool = False
    accept_limit: int | None = None
    max_connections: int = 1024
    non_blocking: bool = False
    non_blocking_test: bool = False
    read_buffer: int | None = None
    handshake_timeout: int | None = None
    idle_timeout: int | None = None
    fast_open: bool = False
    kernel_tls: bool = False
