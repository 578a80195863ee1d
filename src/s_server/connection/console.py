"""The console: what the client sends is printed, what is typed is sent to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.connection.channel import Broken, Waited
from s_server.connection.commands import obey
from s_server.connection.keyboard import Command, Item
from s_server.events import (
    Cause,
    DataReceived,
    DataSent,
    Ending,
    HandshakeRepeated,
    ReadBlocked,
    Stage,
    TurnBegan,
)
from s_server.libssl import renegotiation
from s_server.libssl.tls import Outcome

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection


def converse(connection: Connection, channel: Channel) -> Ending:
    """Wait for this connection's turn, then talk; raises Broken."""
    service = connection.service
    if service.takes_turns:
        service.bus.settle()
        if not service.line.take_turn(connection.info.number, channel.attend):
            raise Broken(Stage.DATA, Cause.STOPPED)
    connection.tell_early()
    connection.tell(TurnBegan, facts=connection.facts)
    if service.bus.wants(HandshakeRepeated) and not channel.tls.is_version_1_3:
        renegotiation.watch(channel.tls)
    return _Talk(connection, channel).talk()


class _Talk:
    """One connection's turn at the console."""

    def __init__(self, connection: Connection, channel: Channel) -> None:
        self._connection = connection
        self._channel = channel
        self._service = connection.service
        self._last_was_return = False
        self._bytes_read = channel.tls.bytes_read
        self._handshakes = channel.tls.handshakes

    def talk(self) -> Ending:
        tls = self._channel.tls
        while True:
            # The keyboard comes before the network, as in the C program.
            if not tls.is_paused and (ending := self._typed()) is not None:
                return ending
            outcome, data = tls.read()
            if outcome is Outcome.DONE:
                self._notice_handshake()
                self._bytes_read = tls.bytes_read
                self._service.bus.emit(
                    DataReceived(connection=self._connection.info, data=data)
                )
            elif outcome is Outcome.CLOSED:
                self._notice_handshake()
                return Ending.PEER
            else:
                self._wait(outcome)

    def _wait(self, outcome: Outcome) -> None:
        self._channel.check(outcome)
        if outcome is Outcome.WANT_ASYNC:
            self._connection.tell(ReadBlocked, by_job=True)
        if outcome is not Outcome.WANT_READ:
            self._channel.wait_for(outcome)
            return
        self._notice_empty_record()
        match self._channel.wait_readable(self._service.keyboard.typed.descriptor):
            case Waited.STOPPED:
                self._deliver_rest()
                raise Broken(Stage.DATA, Cause.STOPPED)
            case Waited.TIMED_OUT:
                raise Broken(Stage.DATA, Cause.TIMED_OUT)
            case Waited.READY | Waited.KEYBOARD:
                return

    def _notice_empty_record(self) -> None:
        """Tell of a whole record without data; half a record is none of our news.

        The C program reads with blocking sockets, so a record or a handshake that has
        only begun blocks it there, and it has nothing to say.
        """
        tls = self._channel.tls
        count = tls.bytes_read
        if count != self._bytes_read and tls.is_between_records:
            self._bytes_read = count
            self._handshakes = tls.handshakes
            self._connection.tell(ReadBlocked)

    def _notice_handshake(self) -> None:
        """Tell of a handshake that was followed so soon that one read took both.

        The C program's read ends with the handshake, before data or close_notify.
        """
        if self._handshakes != self._channel.tls.handshakes:
            self._handshakes = self._channel.tls.handshakes
            self._connection.tell(ReadBlocked)

    def _typed(self) -> Ending | None:
        # One item a turn, or somebody who types without end would be all we hear.
        match item := self._service.keyboard.take():
            case None:
                return None
            case Command.QUIT_CONNECTION:
                return Ending.KEYBOARD
            case Command.QUIT_SERVER | Command.END:
                self._service.end(by_keyboard=True)
                self._channel.hurry()
                return Ending.KEYBOARD
            case bytes():
                self._send(item)
                return None
            case _:
                obey(item, self._connection, self._channel)
                return None

    def _deliver_rest(self) -> None:
        """Send what was typed before the stop, as far as it goes."""
        self._channel.hurry()
        while isinstance(item := self._service.keyboard.take(), bytes):
            self._send(item)

    def _send(self, typed: Item) -> None:
        assert isinstance(typed, bytes)
        data = self._translated(typed)
        self._channel.write(data, self._connection.write_blocked)
        self._service.bus.emit(
            DataSent(connection=self._connection.info, count=len(data))
        )

    def _translated(self, typed: bytes) -> bytes:
        if not self._service.config.mode.crlf:
            return typed
        data = with_crlf(typed, after_return=self._last_was_return)
        self._last_was_return = typed.endswith(b"\r")
        return data


def with_crlf(typed: bytes, *, after_return: bool) -> bytes:
    """Put a CR before each LF without one; ``after_return``: a CR came just before."""
    data = typed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if after_return and typed.startswith(b"\n"):
        return data[1:]
    return data
