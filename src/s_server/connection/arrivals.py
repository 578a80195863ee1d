"""Clients that were let in, and those that come in by another way than the listener."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from s_server.connection.wakeup import Wakeup
from s_server.frozen import Frozen

if TYPE_CHECKING:
    import socket

    from s_server.libssl.datagram import DatagramTls


class Arrival(Frozen, kw_only=False):
    """A client that was let in: its socket, its address, and what DTLS has of it."""

    socket: socket.socket
    peer: str
    tls: DatagramTls | None = None

    def turn_away(self) -> None:
        """Let it go again."""
        if self.tls is not None:
            self.tls.close()
        self.socket.close()


class Arrivals:
    """Clients that begin anew on a socket of their own; ``came`` wakes the loop."""

    def __init__(self) -> None:
        self.came = Wakeup()
        self._waiting: deque[Arrival] = deque()

    def put(self, arrival: Arrival) -> None:
        """Have the loop make it a connection."""
        self._waiting.append(arrival)
        self.came.nudge()

    def take(self) -> Arrival | None:
        """Take the next one, or None."""
        return self._waiting.popleft() if self._waiting else None

    def close(self) -> None:
        """Turn away who is left, when nobody comes any more."""
        while (arrival := self.take()) is not None:
            arrival.turn_away()
        self.came.close()
