"""Where to listen, and for how long to wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Family(Enum):
    """Which address families to listen on."""

    ANY = "any"
    IPV4 = "4"
    IPV6 = "6"


@dataclass(frozen=True, slots=True)
class TcpEndpoint:
    """Where to listen: a host name or address (None is every one) and a service."""

    host: str | None = None
    service: str = "4433"


@dataclass(frozen=True, slots=True)
class UnixEndpoint:
    """Where to listen: a path in the file system."""

    path: str


Endpoint = TcpEndpoint | UnixEndpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Sockets and time limits; limits are in seconds, 0 or None is without limit."""

    endpoint: Endpoint = field(default_factory=TcpEndpoint)
    family: Family = Family.ANY
    unlink: bool = False
    accept_limit: int | None = None
    max_connections: int = 1024
    non_blocking: bool = False
    non_blocking_test: bool = False
    read_buffer: int | None = None
    handshake_timeout: int | None = None
    idle_timeout: int | None = None
