"""How clients come in: by TCP, SCTP, a unix socket, or by proving a UDP address."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from s_server.config import TcpEndpoint
from s_server.connection.arrivals import Arrival
from s_server.transport import datagram, stream

if TYPE_CHECKING:
    import socket

    from s_server.config import Config, Family
    from s_server.libssl.datagram import Door
    from s_server.libssl.load import Library
    from s_server.transport.binding import Bound
    from s_server.transport.datagram import Datagram
    from s_server.transport.stream import Listener

Strange = Callable[[str, bytes], object]

BURST = 64
"""Datagrams that are looked at before the loop sees to anything else."""
STRANGERS = 256
"""Peers of which it is told that they speak something else."""
_LOOKED_AT = 64  # bytes of what they send
_MAJOR = b"\xfe"  # of DTLS's versions


class Gate(Protocol):
    """Lets clients in."""

    @property
    def bound(self) -> Bound:
        """The sockets to watch."""

    @property
    def has_backlog(self) -> bool:
        """Whether there is more to look at than the sockets tell."""

    def accept(self, listening: socket.socket) -> Arrival | None:
        """Let in the next client, if there is one; raises OSError."""


class StreamGate:
    """Accepts on sockets that listen."""

    has_backlog = False

    def __init__(self, listener: Listener) -> None:
        self.bound = listener

    def accept(self, listening: socket.socket) -> Arrival | None:
        """Let in the next client; None if it has gone.  Raises OSError."""
        accepted = self.bound.accept(listening)
        return None if accepted is None else Arrival(*accepted, None)


class DatagramGate:
    """Lets in whoever proves an address; keeps nothing of the others."""

    def __init__(self, bound: Bound, door: Door, strange: Strange | None) -> None:
        self.bound = bound
        self._door = door
        self._strange = strange
        self._strangers: set[str] = set()
        self._backlog: deque[tuple[socket.socket, Datagram]] = deque()

    @property
    def has_backlog(self) -> bool:
        """Whether datagrams came to a socket that they were not meant for."""
        return bool(self._backlog)

    def accept(self, listening: socket.socket) -> Arrival | None:
        """Let in the first of the next few who is proven; raises OSError."""
        for _ in range(BURST):
            if not self._backlog:
                came = datagram.receive(listening)
                if came is None:
                    return None
                self._backlog.append((listening, came))
            arrival = self._examine(*self._backlog.popleft())
            if arrival is not None:
                return arrival
        return None

    def _examine(self, listening: socket.socket, came: Datagram) -> Arrival | None:
        if self._strange is not None:
            self._meet(came, self._strange)
        reply, tls = self._door.examine(came.data, came.peer)
        if reply:
            datagram.answer(listening, came, reply)
        if tls is None:
            return None
        try:
            client, strangers = datagram.connect(listening, came)
        except OSError:
            tls.close()  # the client will ask again
            raise
        self._backlog.extend((listening, stranger) for stranger in strangers)
        return Arrival(client, came.peer, tls)

    def _meet(self, came: Datagram, strange: Strange) -> None:
        """Tell of a datagram that is not of DTLS, once of each peer."""
        is_dtls = came.data[1:2] == _MAJOR
        if is_dtls or came.peer in self._strangers or len(self._strangers) >= STRANGERS:
            return
        self._strangers.add(came.peer)
        strange(came.peer, came.data[:_LOOKED_AT])


def open_gate(
    config: Config,
    door: Door | None,
    strange: Strange | None = None,
    *,
    library: Library | None = None,
) -> Gate:
    """Bind as the configuration says; raises ListenError and UnsupportedError.

    ``strange`` is told of datagrams that are not of DTLS.  Only with SCTP is the
    ``library`` asked for anything.
    """
    if door is None and not config.dtls.sctp:
        return StreamGate(stream.listen(config.network))
    endpoint = config.network.endpoint
    assert isinstance(endpoint, TcpEndpoint), "options/rules.py has no unix here"
    if door is None:
        assert library is not None, "nobody else knows what an association needs"
        return _open_sctp(endpoint, config.network.family, library)
    bound = datagram.listen(endpoint, config.network.family)
    return DatagramGate(bound, door, strange)


def _open_sctp(endpoint: TcpEndpoint, family: Family, library: Library) -> StreamGate:
    from s_server.libssl.sctp import prepare  # noqa: PLC0415 - seldom asked for
    from s_server.transport import sctp  # noqa: PLC0415 - as above

    listener = sctp.listen(endpoint, family, partial(prepare, library))
    return StreamGate(listener)
