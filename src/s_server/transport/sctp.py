"""SCTP: sockets with one client each, which are accepted as TCP's are (RFC 6458 4)."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from s_server.errors import UnsupportedError
from s_server.transport.binding import bind_everywhere, opened
from s_server.transport.stream import BACKLOG, Listener

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.config import Family, TcpEndpoint
    from s_server.transport.address import Target

IPPROTO_SCTP = 132
_SCTP_NODELAY = 3  # linux/sctp.h; RFC 6458 section 8.1.5
_NO_SUCH_PROTOCOL = {errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT}


def listen(
    endpoint: TcpEndpoint, family: Family, prepare: Callable[[int], object]
) -> Listener:
    """Bind and listen as the configuration says.

    ``prepare`` gets each descriptor before clients can come: what an association may
    do is settled when it begins.  Raises ListenError and UnsupportedError.
    """

    def bind(target: Target) -> socket.socket:
        return _bind(target, prepare)

    bound = bind_everywhere(endpoint, family, socket.SOCK_STREAM, bind)
    return Listener(
        sockets=bound.sockets,
        addresses=bound.addresses,
        port=bound.port,
        chosen=bound.chosen,
        warnings=bound.warnings,
        no_delay=(IPPROTO_SCTP, _SCTP_NODELAY),
    )


def _bind(target: Target, prepare: Callable[[int], object]) -> socket.socket:
    try:
        bound, target = opened(target, socket.SOCK_STREAM, IPPROTO_SCTP)
    except OSError as problem:
        if problem.errno in _NO_SUCH_PROTOCOL:
            raise UnsupportedError(
                "option -sctp needs SCTP, which this system's kernel does not have",
                hints=("Linux has it as a module: modprobe sctp",),
            ) from None
        raise
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(target.place)
        prepare(bound.fileno())
        bound.listen(BACKLOG)
    except BaseException:
        bound.close()
        raise
    return bound
