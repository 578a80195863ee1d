"""Addresses as text, and the addresses that a name stands for."""

from __future__ import annotations

import socket

from s_server.config import Family, TcpEndpoint
from s_server.errors import ListenError
from s_server.frozen import Frozen

_FAMILIES = {
    Family.ANY: socket.AF_UNSPEC,
    Family.IPV4: socket.AF_INET,
    Family.IPV6: socket.AF_INET6,
}


class Target(Frozen, kw_only=False):
    """One socket to make: where, and whether IPv4 comes along (dual stack)."""

    family: socket.AddressFamily
    host: str
    port: int
    scope: int = 0
    dual: bool = False

    @property
    def text(self) -> str:
        """The address as the ACCEPT line shows it."""
        return shown(self.host, self.port)

    @property
    def place(self) -> tuple[str, int] | tuple[str, int, int, int]:
        """The address as a socket takes it."""
        if self.family == socket.AF_INET6:
            return self.host, self.port, 0, self.scope
        return self.host, self.port

    def at_port(self, port: int) -> Target:
        """The same address at another port."""
        return Target(self.family, self.host, port, self.scope, self.dual)


def shown(host: str, port: int) -> str:
    """Join host and port, with brackets round IPv6.

    A client that came to a dual-stack socket by IPv4 is shown so (RFC 4291 2.5.5.2).
    """
    if host.startswith("::ffff:") and "." in host:
        host = host.removeprefix("::ffff:")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def resolve(
    endpoint: TcpEndpoint,
    family: Family,
    kind: socket.SocketKind = socket.SOCK_STREAM,
) -> tuple[Target, ...]:
    """Answer every address that the endpoint stands for, in the resolver's order.

    Without a host it is every address of the machine: one dual-stack socket where
    the family allows it.  Raises ListenError when the name or service is unknown.
    """
    name = f"{endpoint.host or '*'}:{endpoint.service}"
    try:
        found = socket.getaddrinfo(
            endpoint.host,
            endpoint.service,
            _FAMILIES[family],
            kind,
            flags=socket.AI_PASSIVE,
        )
    except (OSError, UnicodeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ListenError(f"cannot listen on {name}: {reason}") from None
    if endpoint.host is None:
        return (_everywhere(found[0][4][1], family),)
    targets = (_target(kind, address) for kind, _, _, _, address in found)
    return tuple(dict.fromkeys(targets))


def _everywhere(port: int | str | bytes, family: Family) -> Target:
    if family is not Family.IPV4 and socket.has_ipv6:
        dual = family is Family.ANY
        return Target(socket.AF_INET6, "::", int(port), dual=dual)
    return Target(socket.AF_INET, "0.0.0.0", int(port))


def _target(
    family: socket.AddressFamily, address: tuple[str | int, ...] | tuple[int, bytes]
) -> Target:
    scope = int(address[3]) if len(address) > 3 else 0
    return Target(family, str(address[0]), int(address[1]), scope)
