"""The one place where a connection waits.

OpenSSL tries each operation once and says what it waits for; this module polls the
socket, the stop of the server, the keyboard and the time limit, and tries again.
"""

from __future__ import annotations

import select
import socket
import time
from enum import Enum
from typing import TYPE_CHECKING

from s_server.connection.deadline import earlier, milliseconds
from s_server.connection.settling import SettlingPoll
from s_server.errors import PeerError
from s_server.events import Cause, Stage
from s_server.libssl import cookies, early_data
from s_server.libssl.tls import Outcome
from s_server.wire.records import BETWEEN, holds_a_message, passed_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.connection.service import Stop
    from s_server.errors import QueueEntry
    from s_server.libssl.tls import Tls

LINGER = 0.5  # seconds, as the C program's (behaviour.md 2.3)
STOPPING = 1.5  # seconds to say goodbye in when the server stops

_HELLO = 131072  # bytes, as long as any ClientHello that OpenSSL reads
_GLANCE = 64  # bytes, by which other protocols are known
BREATH = 0.01  # seconds to wait for what no descriptor tells of

_POLLED = {Outcome.WANT_READ: select.POLLIN, Outcome.WANT_WRITE: select.POLLOUT}
_JOB = {Outcome.WANT_ASYNC, Outcome.WANT_ASYNC_JOB}
_SENDING = {Outcome.WANT_WRITE, *_JOB}
_WAITS = {*_POLLED, *_JOB}


class Waited(Enum):
    """Why a wait came to its end."""

    READY = "ready"
    KEYBOARD = "keyboard"
    STOPPED = "stopped"
    TIMED_OUT = "timed out"


class Broken(PeerError):  # noqa: N818 - named for what the connection is
    """The connection cannot go on."""

    def __init__(
        self, stage: Stage, cause: Cause, queue: tuple[QueueEntry, ...] = ()
    ) -> None:
        super().__init__(cause.value, queue=queue)
        self.stage = stage
        self.cause = cause


class Channel:
    """A TLS connection that can be waited for; ``settle`` is for longer waits.

    ``idle_limit`` is in seconds, and counts from the last progress.  A ``curious`` one
    keeps the ``first`` bytes of the client, which OpenSSL keeps to itself.  Where one
    ``keeps_boundaries``, what is read at once was sent at once.
    """

    keeps_boundaries = False

    def __init__(  # noqa: PLR0913 - each is one thing to know of it
        self,
        tls: Tls,
        sock: socket.socket,
        *,
        stop: Stop,
        idle_limit: int | None,
        curious: bool = False,
        settle: Callable[[], object] | None = None,
    ) -> None:
        self.tls = tls
        self.first, self._curious = b"", curious
        self._socket, self._descriptor = sock, sock.fileno()
        self._stop = stop
        self._idle_limit = idle_limit
        self._goodbye: float | None = None
        self._began: float | None = None
        self._unread = b""
        self._poll = SettlingPoll(settle, stop.descriptor, tls.context)
        self._polled: Outcome | None = None

    @property
    def attend(self) -> Callable[[], object] | None:
        """What is to be done now and then while nobody reads, if anything."""
        return None

    def handshake(
        self,
        limit: int | None,
        on_wait: Callable[[], object],
        given_up: Callable[[], bool] = lambda: False,
    ) -> None:
        """Finish the handshake within ``limit`` seconds; raises Broken.

        ``given_up`` is asked before each attempt.  The limit counts from the first
        step of the handshake, if steps were taken before this.
        """
        deadline = self._handshake_deadline(limit)
        while True:
            if given_up():
                raise Broken(Stage.HANDSHAKE, Cause.STOPPED)
            spoken = self._has_spoken()
            outcome = self.tls.handshake() if spoken else Outcome.WANT_READ
            if outcome is Outcome.DONE:
                return
            if outcome not in _WAITS:
                raise Broken(Stage.HANDSHAKE, Cause.PROTOCOL, self.tls.failure)
            if outcome not in _JOB:
                on_wait()
            self._insist(outcome, Stage.HANDSHAKE, deadline)

    def start_handshake(self) -> None:
        """Send what was prepared for a further handshake; raises Broken."""
        while (outcome := self.tls.handshake()) in _SENDING:
            self.wait_for(outcome)
        if outcome is not Outcome.DONE:
            self.check(outcome)

    def wait_until_left(self, limit: int | None) -> None:
        """Wait until the client closes, or says much too much; raises Broken."""
        self._await(lambda _: False, self._handshake_deadline(limit or None))

    def prove(self, limit: int | None, on_asked: Callable[[], object]) -> None:
        """Have the client send a cookie back before anything else; raises Broken."""
        deadline = self._handshake_deadline(limit)
        while True:
            self._await(holds_a_message, deadline)
            self._has_spoken()
            match cookies.prove(self.tls):
                case cookies.Proof.GIVEN | cookies.Proof.NONE:
                    return
                case cookies.Proof.FAILED:
                    raise Broken(Stage.HANDSHAKE, Cause.PROTOCOL, self.tls.failure)
                case cookies.Proof.ASKED:
                    on_asked()
                    self._pass_over(deadline)

    def read_early(self, limit: int | None) -> Iterator[bytes]:
        """Give the pieces of early data; raises Broken."""
        deadline = self._handshake_deadline(limit)
        while True:
            outcome, data = Outcome.WANT_READ, b""
            if self._has_spoken():
                outcome, data = early_data.read(self.tls)
            if data:
                yield data
            if outcome is Outcome.CLOSED:
                return
            if outcome is Outcome.DONE:
                continue
            self.check(outcome, Stage.EARLY_DATA)
            self._insist(outcome, Stage.EARLY_DATA, deadline)

    def unread(self, data: bytes) -> None:
        """Have ``read`` answer this first."""
        self._unread += data

    def wait_readable(self, keyboard: int | None = None) -> Waited:
        """Wait for the client, the keyboard or the stop; at most the idle limit."""
        return self._wait(Outcome.WANT_READ, self._idle_deadline(), keyboard)

    def read(self) -> bytes:
        """Wait for data and answer it; nothing at close_notify.  Raises Broken."""
        if self._unread:
            data, self._unread = self._unread, b""
            return data
        while True:
            outcome, data = self.tls.read()
            if outcome is Outcome.DONE:
                return data
            if outcome is Outcome.CLOSED:
                return b""
            self.check(outcome)
            self._insist(outcome, Stage.DATA, self._idle_deadline())

    def read_within(self, seconds: float) -> bytes:
        """Wait for data for so long; nothing when none came, or none will.

        Raises Broken.
        """
        deadline = time.monotonic() + seconds
        while True:
            outcome, data = self.tls.read()
            if outcome is Outcome.DONE or outcome is Outcome.CLOSED:
                return data
            self.check(outcome)
            match self._wait(outcome, deadline, None):
                case Waited.STOPPED:
                    raise Broken(Stage.DATA, Cause.STOPPED)
                case Waited.TIMED_OUT:
                    return b""
                case Waited.READY | Waited.KEYBOARD:
                    continue

    def read_until(self, done: Callable[[], bool], limit: float) -> bool:
        """Read and discard data until something is done; False after ``limit`` seconds.

        Raises Broken.
        """
        deadline = time.monotonic() + limit
        while True:
            outcome, _ = self.tls.read()
            if done():
                return True
            if outcome is Outcome.CLOSED:
                return False
            if outcome is Outcome.DONE:
                continue
            self.check(outcome)
            match self._wait(outcome, deadline, None):
                case Waited.STOPPED:
                    raise Broken(Stage.DATA, Cause.STOPPED)
                case Waited.TIMED_OUT:
                    return False
                case Waited.READY | Waited.KEYBOARD:
                    continue

    def write(
        self,
        data: bytes | memoryview,
        on_wait: Callable[[Outcome], object] | None = None,
    ) -> None:
        """Write all of ``data``; raises Broken."""
        while (outcome := self.tls.write(data)) is not Outcome.DONE:
            self.check(outcome)
            if on_wait is not None:
                on_wait(outcome)
            self._insist(outcome, Stage.DATA, self._idle_deadline())

    def check(self, outcome: Outcome, stage: Stage = Stage.DATA) -> None:
        """Raise Broken unless the outcome is one that can be waited for."""
        if outcome not in _WAITS:
            raise Broken(stage, Cause.PROTOCOL, self.tls.failure)

    def wait_for(self, outcome: Outcome) -> None:
        """Wait for what an operation on data wants; raises Broken."""
        self._insist(outcome, Stage.DATA, self._idle_deadline())

    def hurry(self) -> None:
        """Forget the stop of the server, but be done within moments."""
        if self._goodbye is None:
            self._goodbye = time.monotonic() + STOPPING
            self._poll.unregister(self._stop.descriptor)

    def close_notify(self) -> None:
        """Send close_notify as far as the client lets us; never raises."""
        self.hurry_if_stopped()
        deadline = time.monotonic() + STOPPING
        # A job that is taken up too early may block, for its result is not there yet.
        outcome = Outcome.WANT_ASYNC if self.tls.is_paused else self.tls.shutdown()
        while outcome in _WAITS:
            match self._wait(outcome, deadline, None):
                case Waited.STOPPED:
                    self.hurry()
                case Waited.TIMED_OUT:
                    return
                case Waited.READY | Waited.KEYBOARD:
                    outcome = self.tls.shutdown()

    def hurry_if_stopped(self) -> None:
        """Turn a stop that was not noticed yet into a hurry."""
        if self._stop.done:
            self.hurry()

    def linger(self) -> None:
        """Let the client read what we sent: discard its data until it closes."""
        deadline = time.monotonic() + LINGER
        self._poll.rest()  # all is told by now
        try:
            self._socket.shutdown(socket.SHUT_WR)
            while self._wait(Outcome.WANT_READ, deadline, None) is Waited.READY:
                if not self._socket.recv(4096):
                    return
        except OSError:
            return

    def _handshake_deadline(self, limit: int | None) -> float | None:
        if self._began is None:
            self._began = time.monotonic()
        return None if limit is None else self._began + limit

    def _pass_over(self, deadline: float | None) -> None:
        """Drop what comes before a second ClientHello; raises Broken.

        OpenSSL would stop at it, and forget what it had read.
        """

        def is_told(data: bytes) -> bool:
            return bool(data) and (data[0] not in BETWEEN or passed_over(data) > 0)

        while True:
            self._await(is_told, deadline)
            size = passed_over(self._peeked())
            if not size:
                return
            self._socket.recv(size)

    def _await(
        self, is_enough: Callable[[bytes], bool], deadline: float | None
    ) -> None:
        """Wait until enough is there to be read, or all that will be; raises Broken."""
        events = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET
        with select.epoll() as edges:
            # Half a message stays readable: only its next piece is news.
            edges.register(self._descriptor, events)
            edges.register(self._stop.descriptor, select.EPOLLIN)
            while not is_enough(data := self._peeked()) and len(data) < _HELLO:
                self._poll.settle()
                left = milliseconds(deadline)
                ready = dict(edges.poll(None if left is None else left / 1000))
                if not ready:
                    raise Broken(Stage.HANDSHAKE, Cause.TIMED_OUT)
                if self._stop.descriptor in ready:
                    raise Broken(Stage.HANDSHAKE, Cause.STOPPED)
                if ready[self._descriptor] & ~select.EPOLLIN:
                    return

    def _has_spoken(self) -> bool:
        """Keep the first bytes of a client; False while none are there.

        OpenSSL is not asked before: it would take those that come in between.
        """
        if self._curious and not self.first:
            try:
                self.first = self._socket.recv(_GLANCE, socket.MSG_PEEK)
            except BlockingIOError:
                return False
            except OSError:
                return True  # what is wrong with the socket OpenSSL finds out
        return True

    def _peeked(self) -> bytes:
        try:
            return self._socket.recv(_HELLO, socket.MSG_PEEK)
        except OSError:
            return b""

    def _idle_deadline(self) -> float | None:
        return None if self._idle_limit is None else time.monotonic() + self._idle_limit

    def _insist(self, outcome: Outcome, stage: Stage, deadline: float | None) -> None:
        waited = self._wait(outcome, deadline, None)
        if waited is Waited.STOPPED:
            raise Broken(stage, Cause.STOPPED)
        if waited is Waited.TIMED_OUT:
            raise Broken(stage, Cause.TIMED_OUT)

    def _wait(
        self, outcome: Outcome, deadline: float | None, keyboard: int | None
    ) -> Waited:
        if outcome in _JOB:
            return self._wait_for_job(outcome, deadline)
        poll = self._poll
        if self._polled is not outcome:
            poll.register(self._descriptor, _POLLED[outcome])
            self._polled = outcome
        if self._goodbye is not None:
            deadline = earlier(deadline, self._goodbye)
        if keyboard is not None:
            poll.register(keyboard, select.POLLIN)
        ready = dict(poll.poll(milliseconds(deadline)))
        if keyboard is not None:
            poll.unregister(keyboard)
        if not ready:
            return Waited.TIMED_OUT
        if self._stop.descriptor in ready:
            return Waited.STOPPED
        if keyboard in ready:
            return Waited.KEYBOARD
        return Waited.READY

    def _wait_for_job(self, outcome: Outcome, deadline: float | None) -> Waited:
        """Wait until the job may go on, or a moment where no descriptor tells."""
        self._poll.settle()
        poll = select.poll()
        descriptors = self.tls.job_descriptors if outcome is Outcome.WANT_ASYNC else []
        for descriptor in descriptors:
            poll.register(descriptor, select.POLLIN)
        if self._goodbye is None:
            poll.register(self._stop.descriptor, select.POLLIN)
        else:
            deadline = earlier(deadline, self._goodbye)
        moment = time.monotonic() + BREATH
        until = deadline if descriptors else earlier(deadline, moment)
        ready = [descriptor for descriptor, _ in poll.poll(milliseconds(until))]
        if not ready:
            return Waited.TIMED_OUT if until == deadline else Waited.READY
        return Waited.STOPPED if self._stop.descriptor in ready else Waited.READY
