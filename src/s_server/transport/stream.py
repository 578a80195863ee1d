"""Listening and accepting on TCP and unix sockets.

Every address that a name stands for is bound.  One that fails is a warning, all
failing is an error.  Port 0 becomes the same port on every address.
"""

from __future__ import annotations

import errno
import os
import socket
import stat

from s_server.config import Network, UnixEndpoint
from s_server.errors import ListenError
from s_server.frozen import Frozen
from s_server.transport.address import Target, resolve, shown

BACKLOG = 1024
_TRIES = 16  # ports to try until one is free on every address


class Listener(Frozen, hidden=("file",)):
    """The bound sockets, and what could not be bound."""

    sockets: list[socket.socket]
    addresses: tuple[str, ...]
    port: int | None = None
    chosen: bool = False
    warnings: tuple[str, ...] = ()
    file: _SocketFile | None = None

    def accept(self, listening: socket.socket) -> tuple[socket.socket, str] | None:
        """Answer the next client's socket and address, or None if it has gone."""
        try:
            client, address = listening.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return None
        client.settimeout(0)
        if self.port is None:
            return client, f"unix:{self.addresses[0]}"
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client, shown(address[0], address[1])

    def close(self) -> None:
        """Close the sockets, and remove the socket file if it is still ours."""
        if self.file is not None and self.sockets:
            self.file.remove()
        for listening in self.sockets:
            listening.close()
        self.sockets.clear()


def listen(network: Network) -> Listener:
    """Bind and listen as the configuration says; raises ListenError."""
    if isinstance(network.endpoint, UnixEndpoint):
        return _listen_unix(network.endpoint.path, unlink=network.unlink)
    targets = resolve(network.endpoint, network.family)
    if targets[0].port:
        return _bind_all(targets)
    for _ in range(_TRIES - 1):
        listener = _bind_all(targets)
        if not listener.warnings:
            return listener
        # The port that the system chose for one address is taken on another.
        listener.close()
    return _bind_all(targets)


def _bind_all(targets: tuple[Target, ...]) -> Listener:
    sockets: list[socket.socket] = []
    addresses: list[str] = []
    problems: list[str] = []
    port = targets[0].port
    for target in targets:
        wanted = target.at_port(port)
        try:
            bound = _bind(wanted)
        except OSError as problem:
            problems.append(f"cannot listen on {wanted.text}: {problem.strerror}")
            continue
        port = bound.getsockname()[1]
        sockets.append(bound)
        addresses.append(shown(bound.getsockname()[0], port))
    if not sockets:
        raise ListenError(problems[0], hints=tuple(problems[1:]))
    return Listener(
        sockets=sockets,
        addresses=tuple(addresses),
        port=port,
        chosen=targets[0].port == 0,
        warnings=tuple(problems),
    )


def _bind(target: Target) -> socket.socket:
    try:
        bound = socket.socket(target.family, socket.SOCK_STREAM)
    except OSError as problem:
        if target.dual and problem.errno == errno.EAFNOSUPPORT:
            # A kernel without IPv6: every address is every IPv4 address.
            return _bind(Target(socket.AF_INET, "0.0.0.0", target.port))
        raise
    try:
        bound.settimeout(0)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if target.family == socket.AF_INET6:
            only = 0 if target.dual else 1
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
            bound.bind((target.host, target.port, 0, target.scope))
        else:
            bound.bind((target.host, target.port))
        bound.listen(BACKLOG)
    except OSError:
        bound.close()
        raise
    return bound


class _SocketFile(Frozen, kw_only=False):
    """A socket file that we made: known again by device and inode."""

    path: str
    device: int
    inode: int

    def remove(self) -> None:
        """Remove the file, unless another server has put its own in its place."""
        try:
            found = os.stat(self.path, follow_symlinks=False)
            if (found.st_dev, found.st_ino) == (self.device, self.inode):
                os.unlink(self.path)
        except OSError:
            return


def _listen_unix(path: str, *, unlink: bool) -> Listener:
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.settimeout(0)
        if unlink:
            _remove_socket(path)
        bound.bind(path)
        found = os.stat(path, follow_symlinks=False)
        bound.listen(BACKLOG)
    except OSError as problem:
        bound.close()
        reason = problem.strerror or str(problem)
        hint = () if unlink or problem.errno != errno.EADDRINUSE else (_UNLINK,)
        raise ListenError(f"cannot listen on {path}: {reason}", hints=hint) from None
    file = _SocketFile(path, found.st_dev, found.st_ino)
    return Listener(sockets=[bound], addresses=(path,), file=file)


_UNLINK = "if no server uses this socket any more, remove it with -unlink"


def _remove_socket(path: str) -> None:
    """Remove an existing socket; any other kind of file stays (bind(2) refuses)."""
    try:
        if stat.S_ISSOCK(os.stat(path, follow_symlinks=False).st_mode):
            os.unlink(path)
    except FileNotFoundError:
        return
