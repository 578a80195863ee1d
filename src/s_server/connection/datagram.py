"""A connection over datagrams: its timer, its limits, and clients that come back."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

from s_server.connection.arrivals import Arrival
from s_server.connection.channel import Broken, Channel, Waited
from s_server.connection.deadline import earlier
from s_server.events import Cause, Stage
from s_server.transport import datagram
from s_server.wire.datagrams import ENOUGH, hello_random

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.connection.arrivals import Arrivals
    from s_server.connection.service import Service
    from s_server.libssl.datagram import DatagramTls, Door
    from s_server.libssl.tls import Outcome


class DatagramChannel(Channel):
    """A DTLS connection that can be waited for."""

    keeps_boundaries = True

    def __init__(
        self,
        tls: DatagramTls,
        sock: socket.socket,
        *,
        service: Service,
        peer: str,
    ) -> None:
        super().__init__(
            tls,
            sock,
            stop=service.stop,
            idle_limit=service.config.idle_limit,
            settle=service.bus.settler,
        )
        assert service.door is not None
        assert service.arrivals is not None
        self._door: Door = service.door
        self._datagrams = tls
        self._arrivals: Arrivals = service.arrivals
        self._peer = peer
        self._address = sock.getpeername()[:2]
        tls.look = self._look

    def write(
        self,
        data: bytes | memoryview,
        on_wait: Callable[[Outcome], object] | None = None,
    ) -> None:
        """Write all of ``data``, in datagrams that fit the path; raises Broken."""
        view = memoryview(data)
        size = self._datagrams.data_size
        for start in range(0, len(view), size):
            super().write(bytes(view[start : start + size]), on_wait)

    @property
    def attend(self) -> Callable[[], object]:
        """Send the last flight again to a client that has not heard it.

        libssl does so when it reads the client's last flight a second time (RFC 6347
        section 4.2.4), and looking at data takes none of it.
        """
        return self._glance

    def _glance(self) -> None:
        self._datagrams.glance()
        self._poll.settle()

    def linger(self) -> None:
        """End at once: nothing that was sent can be taken back."""

    def _look(self) -> None:
        """See to what is no business of libssl's; raises Broken.

        libssl drops a ClientHello in the midst of a connection.  But a client may have
        forgotten us and come back from the same address (RFC 6347 section 4.2.8): it
        has to prove its address once more, and then takes the place of its former self.
        """
        sock = self._socket
        while True:
            try:
                head, source = sock.recvfrom(ENOUGH, socket.MSG_PEEK)
            except BlockingIOError:
                return
            except OSError:
                # An ICMP message, which anybody may have sent (RFC 6347 4.1.1.1): it
                # is told of once.  A client that is gone ends by the idle limit.
                continue
            random = hello_random(head)
            is_stranger = source[:2] != self._address
            # The same ClientHello again is a copy, on which libssl may have to act.
            if not is_stranger and random in {None, self._datagrams.random}:
                return
            came = datagram.receive(sock)
            if came is not None and not is_stranger:
                self._prove_again(came)

    def _prove_again(self, came: datagram.Datagram) -> None:
        reply, tls = self._door.examine(came.data, self._peer, again=True)
        if reply:
            datagram.send(self._socket, reply)
        if tls is not None:
            # The client has forgotten the keys with which we could say goodbye.
            self._datagrams.abandon()
            self._arrivals.put(Arrival(self._socket.dup(), self._peer, tls))
            raise Broken(Stage.DATA, Cause.RETURNED)

    @property
    def _is_late(self) -> bool:
        return self._goodbye is not None and time.monotonic() >= self._goodbye

    def _idle_deadline(self) -> float | None:
        # A datagram that says nothing must not keep a connection alive.
        limit = self._idle_limit
        return None if limit is None else self._datagrams.progress + limit

    def _wait(
        self, outcome: Outcome, deadline: float | None, keyboard: int | None
    ) -> Waited:
        """Wait, and send again meanwhile what may have been lost."""
        while True:
            until = deadline
            left = self._datagrams.seconds_left
            if left is not None:
                until = earlier(deadline, time.monotonic() + left)
            waited = super()._wait(outcome, until, keyboard)
            if waited is not Waited.TIMED_OUT or until == deadline or self._is_late:
                return waited
            if not self._datagrams.retransmit():
                stage = Stage.DATA if self.tls.is_shaken else Stage.HANDSHAKE
                raise Broken(stage, Cause.PROTOCOL, self.tls.failure)
