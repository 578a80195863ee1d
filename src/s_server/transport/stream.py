"""Listening and accepting on TCP and unix sockets."""

from __future__ import annotations

import errno
import os
import socket
import stat

from s_server.config import Network, UnixEndpoint
from s_server.errors import ListenError, UnsupportedError
from s_server.frozen import Frozen, replace
from s_server.transport.address import Target, shown
from s_server.transport.binding import Bound, bind_everywhere, opened

BACKLOG = 1024
FAST_OPEN_SWITCH = "/proc/sys/net/ipv4/tcp_fastopen"
"""Linux's switch; its bits are described in tcp(7) and ip-sysctl.rst."""
_FOR_SERVERS = 2


class Listener(Bound, hidden=("file",)):
    """Sockets that listen for clients.

    ``no_delay`` is the option, with its level, that has nothing sent wait for more.
    """

    file: _SocketFile | None = None
    no_delay: tuple[int, int] = (socket.IPPROTO_TCP, socket.TCP_NODELAY)

    def accept(self, listening: socket.socket) -> tuple[socket.socket, str] | None:
        """Answer the next client's socket and address, or None if it has gone."""
        try:
            client, address = listening.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return None
        client.settimeout(0)
        if self.port is None:
            return client, f"unix:{self.addresses[0]}"
        client.setsockopt(*self.no_delay, 1)
        return client, shown(address[0], address[1])

    def close(self) -> None:
        """Close the sockets, and remove the socket file if it is still ours."""
        if self.file is not None and self.sockets:
            self.file.remove()
        Bound.close(self)


def listen(network: Network) -> Listener:
    """Bind and listen as the configuration says; raises ListenError."""
    if isinstance(network.endpoint, UnixEndpoint):
        return _listen_unix(network.endpoint.path, unlink=network.unlink)
    bound = bind_everywhere(network.endpoint, network.family, socket.SOCK_STREAM, _bind)
    listener = Listener(
        sockets=bound.sockets,
        addresses=bound.addresses,
        port=bound.port,
        chosen=bound.chosen,
        warnings=bound.warnings,
    )
    return _with_fast_open(listener) if network.fast_open else listener


def _with_fast_open(listener: Listener) -> Listener:
    """Take data that comes with a client's first segment (RFC 7413).

    Raises UnsupportedError where the system has no such thing; one that has it turned
    off is told of, for it says nothing by itself.
    """
    try:
        for bound in listener.sockets:
            # Not every system's Python knows the option.
            bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, BACKLOG)
    except (OSError, AttributeError):
        listener.close()
        raise UnsupportedError(
            "option -tfo needs TCP Fast Open, which this system does not have"
        ) from None
    value = _fast_open_switch()
    if value is None or value & _FOR_SERVERS:
        return listener
    warning = (
        f"-tfo has no effect: net.ipv4.tcp_fastopen is {value}, "
        f"and only with {value | _FOR_SERVERS} does the kernel do it for servers"
    )
    return replace(listener, warnings=(*listener.warnings, warning))


def _fast_open_switch() -> int | None:
    try:
        with open(FAST_OPEN_SWITCH) as switch:
            return int(switch.read())
    except (OSError, ValueError):
        return None


def _bind(target: Target) -> socket.socket:
    bound, target = opened(target, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(target.place)
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
