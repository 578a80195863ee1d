"""Both ends of a connection in one process: ours, and Python's ssl."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

from s_server.connection.channel import Channel
from s_server.connection.service import Stop
from s_server.libssl.tls import Tls

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from s_server.libssl.context import Context

LIMIT = 10
"""Seconds after which what a test waits for counts as missing."""


class Pair:
    """Our channel on one end of a pair of sockets, a client on the other."""

    def __init__(self, context: Context) -> None:
        self.ours, plain = socket.socketpair()
        self.ours.settimeout(0)
        self.tls = Tls(context, self.ours.fileno())
        self.stop = Stop()
        plain.settimeout(LIMIT)
        self.theirs = trusting().wrap_socket(plain, do_handshake_on_connect=False)
        self._pool = ThreadPoolExecutor(2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.theirs.close()
        self._pool.shutdown()
        self.tls.close()
        self.ours.close()
        self.stop.close()

    def channel(
        self,
        *,
        idle_limit: int | None = None,
        curious: bool = False,
        settle: Callable[[], object] | None = None,
    ) -> Channel:
        return Channel(
            self.tls,
            self.ours,
            stop=self.stop,
            idle_limit=idle_limit,
            curious=curious,
            settle=settle,
        )

    def meanwhile(self, work: Callable[[], object]) -> Future[object]:
        """Do something on another thread."""
        return self._pool.submit(work)

    def shake(self) -> None:
        """Finish the handshake on both ends."""
        theirs = self.meanwhile(self.theirs.do_handshake)
        self.channel().handshake(LIMIT, lambda: None)
        theirs.result(LIMIT)


def trusting() -> ssl.SSLContext:
    """Settings of a client that takes any certificate."""
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False
    settings.verify_mode = ssl.CERT_NONE
    return settings
