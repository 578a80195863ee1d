"""One TLS connection over a descriptor that OpenSSL reads and writes itself.

Every operation is tried once and never waits: the answer says what it waits for.
The descriptor must be non-blocking, and stays its owner's to close.
"""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING, cast

from s_server.events import Alert, HandshakeRepeated
from s_server.libssl._library import SSL
from s_server.libssl.callbacks import dismiss, enlist, raise_problem
from s_server.libssl.constants import (
    SOCKET_BIO_NOCLOSE,
    BioCtrl,
    SslCtrl,
    SslError,
    Version,
)
from s_server.libssl.context import counters
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.queue import drain, library_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.errors import QueueEntry
    from s_server.events import ConnectionEvent
    from s_server.libssl._library import BIO, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

READ_SIZE = 16384
"""The largest piece of data that one read answers, in bytes: a full TLS record."""

_CLOSE_NOTIFY = 0  # RFC 8446 6.1
_FINISHED_SIZE = 64  # EVP_MAX_MD_SIZE


class Outcome(Enum):
    """What came of one operation."""

    DONE = "done"
    WANT_READ = "want read"
    WANT_WRITE = "want write"
    WANT_ASYNC = "want the paused job to go on"
    WANT_ASYNC_JOB = "want a job"
    CLOSED = "closed"
    FAILED = "failed"

    # Looked up after each call into C: Enum's own goes by the name, in Python.
    __hash__ = object.__hash__


_GLANCE = ffi.new("char[]", 1)  # what is looked at is never used

_OUTCOMES: dict[int, Outcome] = {
    SslError.WANT_READ: Outcome.WANT_READ,
    SslError.WANT_WRITE: Outcome.WANT_WRITE,
    SslError.WANT_ASYNC: Outcome.WANT_ASYNC,
    SslError.WANT_ASYNC_JOB: Outcome.WANT_ASYNC_JOB,
    SslError.ZERO_RETURN: Outcome.CLOSED,
}


class Tls(Handle[SSL]):
    """The server's side of one connection.

    ``failure`` and ``system_error`` (an errno) tell of the last FAILED outcome.
    ``descriptor`` is None where what carries it comes later (datagram.py).
    ``peer`` is the client's address, in any form that tells clients apart.
    ``tell`` is called with each event that came up in C: its kind and its fields.
    ``number`` is what C knows it by (callbacks.enlist).
    ``is_watched`` has further handshakes told of (renegotiation.watch), which
    ``handshakes`` counts.  ``hello_came`` is when the first ClientHello had come
    (time.monotonic()), where messages are told of; ``data_received`` and ``data_sent``
    count bytes of application data.
    While the last operation ``is_paused`` in a job (``-async``) no other one but
    ``shutdown`` may be tried: libssl would take it for that one.
    """

    # Here, and not set anew for each connection: most see none of these change.
    problem: BaseException | None = None
    failure: tuple[QueueEntry, ...] = ()
    system_error = handshakes = data_received = data_sent = 0
    last_message: tuple[bool, int] | None = None
    last_alert: tuple[bool, int] | None = None
    is_watched = is_paused = False
    hello_came: float | None = None
    first_hello: dict[str, object] | None = None
    # Until when lists may be fetched, and what is readable when the server stops.
    fetch_deadline = 0.0
    stop: int | None = None
    _last_finished: bytes | None = None
    _room = _lent = cast("CData", None)

    def __init__(
        self,
        context: Context,
        descriptor: int | None,
        *,
        peer: bytes = b"",
        tell: Callable[..., object] | None = None,
        faulty: bool = False,
    ) -> None:
        library = context.library
        functions = library.functions
        functions.ERR_clear_error()
        pointer = functions.SSL_new(context.pointer)
        if not pointer:
            raise library_error(library, "cannot make a TLS connection")
        super().__init__(pointer, functions.SSL_free)
        self.library = library
        self.context = context
        self.peer = peer
        # What the ClientHello offers as keys: identity, and its binder's length.
        self.binder_sizes: dict[bytes, int] = {}
        self._functions = functions
        self._tell = tell
        self._news: list[tuple[type[ConnectionEvent], dict[str, object]]] = []
        self.number = enlist(self)
        self._count = ffi.new("size_t *")
        functions.SSL_set_ex_data(pointer, context.index, self.number)
        if context.message_wishes is not None:
            # Asking for it at each message would cost as much as its whole event.
            argument = SslCtrl.SET_MSG_CALLBACK_ARG
            functions.SSL_ctrl(pointer, argument, 0, self.number)
        functions.SSL_set_accept_state(pointer)
        if descriptor is not None:
            self._attach(_socket_bio(library, descriptor, faulty=faulty))

    def _attach(self, bio: BIO) -> None:
        """Read and write through this from now on."""
        self._functions.SSL_set_bio(self.pointer, bio, bio)
        self._bio = bio
        for work in self.context.when_attached:
            work(self)

    def close(self) -> None:
        """Free the SSL and its BIO; the descriptor stays open."""
        if self.is_open:
            # Reading facts calls C too, and nothing may come after it.
            self._pass_on()
            super().close()
            dismiss(self.number)
            # Whom we told mostly knows us too: the collector need not look for that.
            self._tell = None

    def note(self, kind: type[ConnectionEvent], **fields: object) -> None:
        """Keep an event to be told when the call into C is over (callbacks.Talker)."""
        self._news.append((kind, fields))

    def note_alert(self, *, sent: bool, level: int, description: int) -> None:
        """Take note of an alert (callbacks.Talker)."""
        if description != _CLOSE_NOTIFY:
            self.last_alert = sent, description
        self.note(Alert, sent=sent, level=level, description=description)

    def note_handshake(self) -> None:
        """Take note that a handshake is done (callbacks.Talker)."""
        if not self.is_watched or self._functions.SSL_renegotiate_pending(self.pointer):
            # A HelloRequest that went out ends a handshake too, says OpenSSL.
            return
        self._note_repeated()

    def await_finished(self) -> None:
        """Take note of the client's next Finished as the end of a handshake.

        OpenSSL calls nobody back when a client answers a request of TLS 1.3.
        """
        self._last_finished = self._peer_finished()

    def _notice_finished(self) -> None:
        if self._peer_finished() != self._last_finished:
            self._last_finished = None
            self._note_repeated()

    def _peer_finished(self) -> bytes:
        room = ffi.new("char[]", _FINISHED_SIZE)
        size = self._functions.SSL_get_peer_finished(self.pointer, room, _FINISHED_SIZE)
        return bytes(ffi.buffer(room, size))

    def _note_repeated(self) -> None:
        self.handshakes += 1
        self.note(HandshakeRepeated, facts=HandshakeFacts(self))

    def make_cookie(self) -> bytes:
        """Answer a cookie for the client (callbacks.Talker)."""
        assert self.context.baker is not None, "asked for without cookies"
        return self.context.baker.make(self.peer)

    def owns_cookie(self, cookie: bytes) -> bool:
        """Whether a cookie was made for the client (callbacks.Talker)."""
        baker = self.context.baker
        return baker is not None and baker.is_ours(cookie, self.peer)

    def handshake(self) -> Outcome:
        """Go on with the handshake."""
        # No ERR_clear_error: libssl does that itself when it goes on.
        result = self._functions.SSL_do_handshake(self.pointer)
        return self.outcome_of(result)

    def read(self) -> tuple[Outcome, bytes]:
        """Read at most READ_SIZE bytes of data."""
        self._functions.ERR_clear_error()
        if self._room is None:
            # Look first: while the client is idle there is no need for the room.
            looked = self._functions.SSL_peek_ex(self.pointer, _GLANCE, 1, self._count)
            if (outcome := self.outcome_of(looked)) is not Outcome.DONE:
                return outcome, b""
            self._room = ffi.new("char[]", READ_SIZE)
        result = self._functions.SSL_read_ex(
            self.pointer, self._room, READ_SIZE, self._count
        )
        outcome = self.outcome_of(result)
        if outcome is Outcome.DONE:
            size = self._count[0]
            self.data_received += size
            return outcome, bytes(ffi.buffer(self._room, size))
        return outcome, b""

    def write(self, data: bytes | memoryview) -> Outcome:
        """Write all of ``data``; after a WANT, call again with the same object."""
        self._functions.ERR_clear_error()
        lent = ffi.from_buffer(data)
        result = self._functions.SSL_write_ex(
            self.pointer, lent, len(data), self._count
        )
        outcome = self.outcome_of(result)
        # A paused job reads on from here, whichever operation takes it up again.
        self._lent = lent if outcome is Outcome.WANT_ASYNC else None
        if outcome is Outcome.DONE:
            self.data_sent += len(data)
        return outcome

    def shutdown(self) -> Outcome:
        """Send close_notify, without waiting for the client's (SSL_shutdown(3))."""
        if self.is_paused and (outcome := self._end_job()) is Outcome.WANT_ASYNC:
            return outcome
        self._functions.ERR_clear_error()
        result = self._functions.SSL_shutdown(self.pointer)
        # 0 says that the client's is still to come, which is no failure.
        outcome = self.outcome_of(result or 1)
        self.is_paused = False  # by no other operation
        return outcome

    def _end_job(self) -> Outcome:
        """Go on with another operation's paused job, which comes before ours.

        libssl takes a paused job up again whatever is called (ASYNC_start_job(3)), and
        answers what that job answers.
        """
        self._functions.ERR_clear_error()
        result = self._functions.SSL_write_ex(self.pointer, _GLANCE, 0, self._count)
        return self.outcome_of(result)

    def write_clear(self, data: bytes) -> Outcome:
        """Write bytes that are no TLS; all of them, or none."""
        self._functions.ERR_clear_error()
        written = self._functions.BIO_write(self._bio, data, len(data))
        return Outcome.DONE if written == len(data) else Outcome.FAILED

    @property
    def has_pending(self) -> bool:
        """Whether bytes were read from the descriptor that no read has answered."""
        return self._functions.SSL_has_pending(self.pointer) == 1

    @property
    def is_shaken(self) -> bool:
        """Whether the handshake is done."""
        functions, pointer = self._functions, self.pointer
        return not (functions.SSL_in_init(pointer) or functions.SSL_in_before(pointer))

    @property
    def is_between_records(self) -> bool:
        """Whether every record was read whole, and no handshake is under way."""
        functions = self._functions
        if self.has_pending or functions.SSL_in_init(self.pointer):
            return False
        # A head that was read leaves nothing pending, but the state is "RB" then.
        return text(functions.SSL_rstate_string(self.pointer)) == "RH"

    @property
    def is_version_1_3(self) -> bool:
        """Whether TLS 1.3 was agreed on, which has no renegotiation."""
        return self._functions.SSL_version(self.pointer) == Version.TLS1_3

    @property
    def bytes_read(self) -> int:
        """How many bytes came from the descriptor so far."""
        return self._functions.BIO_number_read(self._bio)

    @property
    def bytes_written(self) -> int:
        """How many bytes went to the descriptor so far."""
        return self._functions.BIO_number_written(self._bio)

    @property
    def job_descriptors(self) -> list[int]:
        """What turns readable when the paused job can go on; may be empty.

        SSL_get_all_async_fds(3); they belong to whoever paused the job.
        """
        functions, pointer = self._functions, self.pointer
        functions.SSL_get_all_async_fds(pointer, ffi.NULL, self._count)
        found = ffi.new("int[]", self._count[0])
        functions.SSL_get_all_async_fds(pointer, found, self._count)
        return list(found)

    @property
    def state(self) -> str:
        """The state of the handshake in words (SSL_state_string_long(3))."""
        return text(self._functions.SSL_state_string_long(self.pointer))

    @property
    def counters(self) -> tuple[int, ...]:
        """The session counters of the context that the server name chose."""
        return counters(self.library, self._functions.SSL_get_SSL_CTX(self.pointer))

    @property
    def verify_code(self) -> int:
        """What came of verifying the client (SSL_get_verify_result(3)); 0 is good."""
        return self._functions.SSL_get_verify_result(self.pointer)

    @property
    def verify_words(self) -> str:
        """The verify code in words."""
        words = self._functions.X509_verify_cert_error_string(self.verify_code)
        return text(words)

    @property
    def sends_by_kernel(self) -> bool:
        """Whether the kernel encrypts what is sent (BIO_get_ktls_send)."""
        return self._has_kernel(self._functions.SSL_get_wbio, BioCtrl.GET_KTLS_SEND)

    @property
    def receives_by_kernel(self) -> bool:
        """Whether the kernel decrypts what is received (BIO_get_ktls_recv)."""
        return self._has_kernel(self._functions.SSL_get_rbio, BioCtrl.GET_KTLS_RECV)

    def _has_kernel(self, bio_of: Callable[[SSL], BIO], question: BioCtrl) -> bool:
        if not self.context.lets_kernel_help:
            return False
        bio = bio_of(self.pointer)
        return self._functions.BIO_ctrl(bio, question, 0, ffi.NULL) > 0

    def send_file(self, descriptor: int, offset: int, size: int) -> tuple[Outcome, int]:
        """Send a piece of a file by the kernel; answers how many bytes went out."""
        self._functions.ERR_clear_error()
        sent = self._functions.SSL_sendfile(self.pointer, descriptor, offset, size, 0)
        self.data_sent += max(sent, 0)
        return self.outcome_of(sent), max(sent, 0)

    def outcome_of(self, result: int) -> Outcome:
        """Judge what the last call into C answered: above 0 is done."""
        # First of all: whatever else calls into C may change the error queue.
        outcome = Outcome.DONE if result > 0 else self._judged(result, ffi.errno)
        self.is_paused = outcome is Outcome.WANT_ASYNC
        if self._last_finished is not None:
            self._notice_finished()
        if self._news:
            self._pass_on()
        if self.problem is not None:
            raise_problem(self)
        return outcome

    def _pass_on(self) -> None:
        news, self._news = self._news, []
        if self._tell is not None:
            for kind, fields in news:
                self._tell(kind, **fields)

    def _judged(self, result: int, system_error: int) -> Outcome:
        error = self._functions.SSL_get_error(self.pointer, result)
        outcome = _OUTCOMES.get(error, Outcome.FAILED)
        if outcome is Outcome.FAILED:
            self.failure = drain(self.library)
            is_system = error == SslError.SYSCALL
            self.system_error = system_error if is_system else 0
        return outcome

    @property
    def system_words(self) -> str:
        """The last system error in words, or nothing."""
        return os.strerror(self.system_error) if self.system_error else ""


def _socket_bio(library: Library, descriptor: int, *, faulty: bool) -> BIO:
    functions = library.functions
    bio = functions.BIO_new_socket(descriptor, SOCKET_BIO_NOCLOSE)
    if not faulty:
        return bio
    # Makes reads and writes stop at random (-nbio_test, BIO_f_nbio_test).
    return functions.BIO_push(functions.BIO_new(functions.BIO_f_nbio_test()), bio)
