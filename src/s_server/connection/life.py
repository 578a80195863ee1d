"""One connection, from accepted to closed.

The story is ``Connection.run``: handshake, the mode's conversation, close_notify,
linger.  Whatever happens on the way is an event; a failure is told and then ends in
the same goodbye.
"""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING

from s_server.connection.channel import Broken, Channel
from s_server.connection.modes import mode_for
from s_server.events import (
    Accepted,
    Cause,
    ClientHelloReceived,
    Closed,
    ConnectionInfo,
    Delayed,
    EarlyDataEnded,
    EarlyDataReceived,
    Ending,
    Failed,
    Finished,
    HandshakeFinished,
    ShuttingDown,
    Stage,
    WriteBlocked,
)
from s_server.libssl import early_data
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.tls import Outcome, Tls

if TYPE_CHECKING:
    from s_server.connection.arrivals import Arrival
    from s_server.connection.service import Service
    from s_server.events import Explanation


class Connection:
    """A client that was accepted, and what became of it."""

    def __init__(self, service: Service, number: int, arrival: Arrival) -> None:
        self.service = service
        self.info = ConnectionInfo(number, arrival.peer, time.monotonic())
        self.tell = service.bus.teller(self.info)
        self._socket = arrival.socket
        self._proven = arrival.tls
        self._facts: HandshakeFacts | None = None
        self._early: list[bytes] = []
        self._early_rejected: bool | None = None
        self._quitting = False

    def run(self) -> None:
        """Live through the connection; the socket is closed at the end."""
        self.tell(Accepted)
        try:
            try:
                with self._tls() as tls:
                    tls.stop = self.service.stop.descriptor
                    channel = self._channel(tls)
                    self._converse(channel)
                    self._say_goodbye(channel)
                    self._tell_closed(tls)
            finally:
                self.service.bus.settle()
                # Only now may the next one speak: lines of two clients do not mix.
                self.service.line.leave(self.info.number)
            channel.linger()
        finally:
            self._socket.close()

    def _tell_closed(self, tls: Tls) -> None:
        if not self.service.bus.wants(Closed):
            return
        self.tell(
            Closed,
            data_received=tls.data_received,
            data_sent=tls.data_sent,
            wire_received=tls.bytes_read,
            wire_sent=tls.bytes_written,
        )

    def quit(self) -> None:
        """End the handshake from the keyboard; the line's lock is held meanwhile."""
        self._quitting = True
        with contextlib.suppress(OSError):
            # Wakes the poll of the connection's own thread (shutdown(2)).
            self._socket.shutdown(socket.SHUT_RD)

    @property
    def facts(self) -> HandshakeFacts:
        """What the handshake agreed on."""
        assert self._facts is not None, "asked before the handshake was done"
        return self._facts

    def renew_facts(self, channel: Channel) -> None:
        """Ask anew what was agreed, after a further handshake."""
        self._facts = HandshakeFacts(channel.tls)

    def _converse(self, channel: Channel) -> None:
        try:
            if self.service.config.mode.unresponsive:
                ending = self._stay_silent(channel)
            else:
                self._shake(channel)
                self._facts = HandshakeFacts(channel.tls)
                self.tell(HandshakeFinished, facts=self._facts)
                ending = mode_for(self.service.config).converse(self, channel)
        except Broken as broken:
            self._broke(broken, channel)
        else:
            self.tell(Finished, ending=ending)

    def _stay_silent(self, channel: Channel) -> Ending:
        # The limit that web modes have by themselves would be an answer, of a kind.
        channel.wait_until_left(self.service.config.network.handshake_timeout)
        return Ending.KEYBOARD if self._quitting else Ending.PEER

    def _say_goodbye(self, channel: Channel) -> None:
        mode = self.service.config.mode
        if mode.unresponsive or mode.truncate:
            channel.hurry_if_stopped()
            return
        self.tell(ShuttingDown)
        channel.close_notify()

    def _shake(self, channel: Channel) -> None:
        config = self.service.config
        limit = config.handshake_limit
        if config.dtls.is_on:
            pass  # its clients have proven their address, and have no early data
        elif config.protocol.stateless:
            # A client that is asked for a cookie must not go on with early data
            # (RFC 8446 4.2.10), so there is none to be read.
            channel.prove(limit, lambda: self.tell(Delayed))
        elif config.early_data.accept:
            for data in channel.read_early(limit):
                self._early.append(data)
            self._early_rejected = early_data.was_rejected(channel.tls)
        channel.handshake(limit, self._delayed, lambda: self._quitting)
        if config.early_data.accept and config.protocol.stateless:
            self._early_rejected = early_data.was_rejected(channel.tls)

    def tell_early(self) -> None:
        """Tell of the early data that came, if any was to be had."""
        for number, data in enumerate(self._early):
            self.tell(EarlyDataReceived, data=data, is_first=number == 0)
        rejected = self._early_rejected
        if rejected is not None:
            came = bool(self._early)
            self.tell(EarlyDataEnded, came=came, was_rejected=rejected)
        self._early.clear()

    def early(self) -> bytes:
        """Answer the early data that came."""
        return b"".join(self._early)

    def _broke(self, broken: Broken, channel: Channel) -> None:
        service = self.service
        if broken.cause is Cause.RETURNED:
            self.tell(Finished, ending=Ending.PEER)
            return
        if broken.cause is Cause.STOPPED or self._quitting:
            channel.hurry()
            by_keyboard = self._quitting or service.stop.by_keyboard
            ending = Ending.KEYBOARD if by_keyboard else Ending.SERVER
            service.bus.emit(Finished(connection=self.info, ending=ending))
            return
        if broken.stage is not Stage.DATA:
            self.tell_early()
        hello, suites = self._offer(broken, channel.tls)
        alert_sent, alert = channel.tls.last_alert or (None, None)
        service.bus.emit(
            Failed(
                connection=self.info,
                stage=broken.stage,
                cause=broken.cause,
                queue=broken.queue,
                alert=alert,
                alert_sent=alert_sent,
                verify_code=channel.tls.verify_code,
                verify_words=channel.tls.verify_words,
                explanation=self._explained(broken, channel),
                first_hello=hello,
                common_suites=suites,
            )
        )
        if broken.stage is Stage.HANDSHAKE and service.keyboard.at_end:
            # Input has ended and nothing is left to deliver: the C program ends with
            # its next connection, whatever becomes of it.
            service.end(by_keyboard=True)

    def _offer(
        self, broken: Broken, tls: Tls
    ) -> tuple[ClientHelloReceived | None, tuple[int, ...]]:
        """Answer what the client offered, and what of it would do, if that is shown."""
        is_shown = self.service.config.trace.client_hello
        if not is_shown or broken.stage is Stage.DATA or tls.first_hello is None:
            return None, ()
        from s_server.explain.agreement import (  # noqa: PLC0415 - when wanted
            agreeable_suites,
        )

        hello = ClientHelloReceived(connection=self.info, **tls.first_hello)  # type: ignore[arg-type]  # as messages.py made them
        return hello, tuple(agreeable_suites(HandshakeFacts(tls)))

    def _explained(self, broken: Broken, channel: Channel) -> Explanation | None:
        witness = self.service.witness
        if witness is None:
            return None
        from s_server.explain.evidence import Failure  # noqa: PLC0415 - when wanted
        from s_server.libssl.offer import OwnOffer  # noqa: PLC0415 - when wanted

        tls = channel.tls
        failure = Failure(
            stage=broken.stage,
            cause=broken.cause,
            queue=broken.queue,
            system_error=tls.system_error,
            last_message=tls.last_message,
            first=channel.first,
            size=tls.bytes_read,
        )
        return witness.explain(self.info, failure, OwnOffer(tls))

    def _tls(self) -> Tls:
        service = self.service
        if self._proven is not None:
            dtls = service.config.dtls
            self._proven.carry(
                self._socket, self.tell, mtu=dtls.mtu, quick=dtls.timeouts
            )
            return self._proven
        if service.config.dtls.sctp:
            return self._sctp_tls()
        return Tls(
            service.context,
            self._socket.fileno(),
            peer=self.info.peer.encode(),
            tell=self.tell,
            faulty=service.config.network.non_blocking_test,
        )

    def _sctp_tls(self) -> Tls:
        from s_server.libssl.sctp import SctpTls  # noqa: PLC0415 - seldom asked for

        service = self.service
        return SctpTls(
            service.context,
            self._socket.fileno(),
            peer=self.info.peer.encode(),
            tell=self.tell,
            mtu=service.config.dtls.mtu,
        )

    def _channel(self, tls: Tls) -> Channel:
        config = self.service.config
        if self._proven is not None:
            from s_server.connection.datagram import (  # noqa: PLC0415 - DTLS alone
                DatagramChannel,
            )

            return DatagramChannel(
                self._proven, self._socket, service=self.service, peer=self.info.peer
            )
        kind, curious = Channel, self.service.witness is not None
        if config.dtls.sctp:
            from s_server.connection.sctp import (  # noqa: PLC0415 - seldom asked for
                SctpChannel,
            )

            # What SCTP has to tell comes by the same way as data.
            kind, curious = SctpChannel, False
        return kind(
            tls,
            self._socket,
            stop=self.service.stop,
            idle_limit=config.idle_limit,
            curious=curious,
            settle=self.service.bus.settler,
        )

    def _delayed(self) -> None:
        if self._shows_waits:
            self.tell(Delayed)

    def write_blocked(self, outcome: Outcome) -> None:
        """Tell of a write that waits, where the C program would have told of it."""
        if outcome is Outcome.WANT_ASYNC:
            self.tell(WriteBlocked, by_job=True)
        elif self._shows_waits:
            self.tell(WriteBlocked)

    @property
    def _shows_waits(self) -> bool:
        network = self.service.config.network
        return network.non_blocking or network.non_blocking_test
