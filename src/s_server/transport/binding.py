"""Binds every address that a name stands for.

One that fails is a warning, all failing is an error.  Port 0 becomes the same port on
every address.
"""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from s_server.errors import ListenError
from s_server.frozen import Frozen
from s_server.transport.address import Target, resolve, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.config import Family, TcpEndpoint

_TRIES = 16  # ports to try until one is free on every address


class Bound(Frozen):
    """The bound sockets, and what could not be bound."""

    sockets: list[socket.socket]
    addresses: tuple[str, ...]
    port: int | None = None
    chosen: bool = False
    warnings: tuple[str, ...] = ()

    def close(self) -> None:
        """Close the sockets."""
        for bound in self.sockets:
            bound.close()
        self.sockets.clear()


def bind_everywhere(
    endpoint: TcpEndpoint,
    family: Family,
    kind: socket.SocketKind,
    bind: Callable[[Target], socket.socket],
) -> Bound:
    """Bind each address of the endpoint by ``bind``; raises ListenError."""
    targets = resolve(endpoint, family, kind)
    if targets[0].port:
        return _bind_all(targets, bind)
    for _ in range(_TRIES - 1):
        bound = _bind_all(targets, bind)
        if not bound.warnings:
            return bound
        # The port that the system chose for one address is taken on another.
        bound.close()
    return _bind_all(targets, bind)


def opened(
    target: Target, kind: socket.SocketKind, protocol: int = 0
) -> tuple[socket.socket, Target]:
    """Answer a non-blocking socket, and where to bind it; raises OSError."""
    try:
        made = socket.socket(target.family, kind, protocol)
    except OSError as problem:
        if target.dual and problem.errno == errno.EAFNOSUPPORT:
            # A kernel without IPv6: every address is every IPv4 address.
            everywhere = Target(socket.AF_INET, "0.0.0.0", target.port)
            return opened(everywhere, kind, protocol)
        raise
    made.settimeout(0)
    if target.family == socket.AF_INET6:
        only = 0 if target.dual else 1
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
    return made, target


def _bind_all(
    targets: tuple[Target, ...], bind: Callable[[Target], socket.socket]
) -> Bound:
    sockets: list[socket.socket] = []
    addresses: list[str] = []
    problems: list[str] = []
    port = targets[0].port
    for target in targets:
        wanted = target.at_port(port)
        try:
            bound = bind(wanted)
        except OSError as problem:
            problems.append(f"cannot listen on {wanted.text}: {problem.strerror}")
            continue
        port = bound.getsockname()[1]
        sockets.append(bound)
        addresses.append(shown(bound.getsockname()[0], port))
    if not sockets:
        raise ListenError(problems[0], hints=tuple(problems[1:]))
    return Bound(
        sockets=sockets,
        addresses=tuple(addresses),
        port=port,
        chosen=targets[0].port == 0,
        warnings=tuple(problems),
    )
