"""DTLS: clients prove their address, and talk in datagrams.

A ClientHello is answered without keeping anything (RFC 6347 section 4.2.1,
DTLSv1_listen(3)); the one that brings our cookie back becomes a connection.
"""

from __future__ import annotations

import socket
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from s_server.events import ClientHelloReceived, Retransmitted
from s_server.libssl import unproven
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import (
    SOCKET_BIO_NOCLOSE,
    BioCtrl,
    BioSetting,
    DtlsCtrl,
    Shutdown,
    SslOption,
)
from s_server.libssl.context import Context
from s_server.libssl.ffi import ffi
from s_server.libssl.messages import report_messages
from s_server.libssl.queue import drain
from s_server.libssl.tls import Outcome, Tls
from s_server.wire.datagrams import hello_random, record_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl._library import BIO, SSL, CData
    from s_server.libssl.cookies import Baker

LARGEST_RECORD = 16384
"""Bytes of data that fit into one record, however large the path's datagrams."""

LARGEST_DATAGRAM = 65535

QUICK = 250_000
"""Microseconds until a flight is sent again for the first time, with -timeout."""

SLOWEST = 60_000_000
"""Microseconds between two retransmissions at most (RFC 6347 section 4.2.4.1)."""

_RETRY_AT_END = -1  # BIO_set_mem_eof_return: nothing there is no end


class DatagramTls(Tls):
    """The server's side of a DTLS connection.

    It begins with memory in place of a socket, for a client that has yet to prove its
    address, and is then carried by a socket that is connected to that client.
    ``look`` is called before each operation; ``progress`` is when data last moved, in
    monotonic seconds.  ``random`` is what the client's first message had in it.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context, None)
        functions = self._functions
        self._incoming = _memory(self)
        self._outgoing = _memory(self)
        # Before DTLSv1_listen, never after it: it would forget the ClientHello that
        # DTLSv1_listen has kept.  Tls.__init__ has set the accept state by now.
        functions.SSL_set_bio(self.pointer, self._incoming, self._outgoing)
        self.random = b""
        # What a cookie is to bring back, the one that came, and one to be given again.
        self._notes = unproven.is_told(context)
        self._note = b""
        self._brought = b""
        self._given: bytes | None = None
        self.progress = time.monotonic()
        self.look: Callable[[], object] = _nothing
        self.when_closed: Callable[[], object] = _nothing
        self._glass = ffi.new("char[]", 1)
        self._left = ffi.new("long[2]")  # struct timeval: seconds, microseconds

    def close(self) -> None:
        """Free it, and let its client in again."""
        super().close()
        self.when_closed()

    def examine(self, datagram: bytes) -> tuple[int, bytes]:
        """Look at one datagram: above 0 its client is proven; and what to answer."""
        if self._notes:
            self._note = unproven.note_of(datagram)
        functions = self._functions
        functions.ERR_clear_error()
        functions.BIO_write(self._incoming, datagram, len(datagram))
        # It reads until nothing is left, so that the next datagram finds no rest.
        address = functions.BIO_ADDR_new()
        try:
            answer = functions.DTLSv1_listen(self.pointer, address)
        finally:
            functions.BIO_ADDR_free(address)
        room = ffi.new("char[]", LARGEST_DATAGRAM)
        size = functions.BIO_read(self._outgoing, room, LARGEST_DATAGRAM)
        return answer, bytes(ffi.buffer(room, max(size, 0)))

    def make_cookie(self) -> bytes:
        """Answer a cookie for the client (callbacks.Talker)."""
        if self._given is not None:
            return self._given
        assert self.context.baker is not None, "asked for without cookies"
        return self.context.baker.make(self.peer, self._note)

    def owns_cookie(self, cookie: bytes) -> bool:
        """Whether a cookie was made for the client (callbacks.Talker)."""
        self._brought = cookie
        baker = self.context.baker
        return baker is not None and baker.is_ours(cookie, self.peer, len(self._note))

    def forget_news(self) -> None:
        """Drop what came up while a client was unproven: it is nobody's yet."""
        self._news.clear()

    def recall(self, datagram: bytes, nobody: Context | None) -> None:
        """Have it told how this datagram came to prove the client's address.

        ``nobody`` is the context that first ClientHellos are answered with once more.
        """
        # A ClientHello is told of when OpenSSL goes on with it.
        self._news = [new for new in self._news if new[0] is not ClientHelloReceived]
        if nobody is None:
            return
        first = unproven.first_hello(datagram, self._brought)
        if first is None:
            return
        with DatagramTls(nobody) as asked:
            asked._given = self._brought
            asked._ask_again(first)
            self._news = unproven.retold(self.context, asked._news, self._news)
            asked.forget_news()

    def _ask_again(self, hello: bytes) -> None:
        """Answer a first ClientHello with the cookie that its client got."""
        # Records were numbered as by DTLSv1_listen, which a handshake does from 0 on.
        if self.context.listens or record_number(hello):
            self.examine(hello)
            return
        functions = self._functions
        functions.ERR_clear_error()
        functions.SSL_set_options(self.pointer, SslOption.COOKIE_EXCHANGE)
        functions.BIO_write(self._incoming, hello, len(hello))
        functions.SSL_do_handshake(self.pointer)

    def carry(
        self,
        sock: socket.socket,
        tell: Callable[..., object],
        *,
        mtu: int | None = None,
        quick: bool = False,
    ) -> None:
        """Go on over a socket that is connected to the client.

        ``mtu`` is the link's in bytes, None to ask the path; ``quick`` has a lost
        flight sent again after a quarter second in place of a whole one.
        """
        functions = self._functions
        bio = functions.BIO_new_dgram(sock.fileno(), SOCKET_BIO_NOCLOSE)
        self._connect(bio, sock)
        if mtu is None:
            functions.BIO_ctrl(bio, BioCtrl.DGRAM_MTU_DISCOVER, 0, ffi.NULL)
        else:
            functions.SSL_set_options(self.pointer, SslOption.NO_QUERY_MTU)
            functions.SSL_ctrl(self.pointer, DtlsCtrl.SET_LINK_MTU, mtu, ffi.NULL)
        if quick:
            functions.DTLS_set_timer_cb(self.pointer, _on_timer)
        self._attach(bio)
        self._tell = tell
        self.progress = time.monotonic()

    def _connect(self, bio: BIO, sock: socket.socket) -> None:
        """Tell the BIO that its socket has one peer, so that it names none itself."""
        functions = self._functions
        host, port = sock.getpeername()[:2]
        raw = socket.inet_pton(sock.family, host.partition("%")[0])
        address = functions.BIO_ADDR_new()
        functions.BIO_ADDR_rawmake(
            address, sock.family, raw, len(raw), socket.htons(port)
        )
        functions.BIO_ctrl(bio, BioCtrl.DGRAM_SET_CONNECTED, 0, address)
        functions.BIO_ADDR_free(address)

    def handshake(self) -> Outcome:
        """Go on with the handshake."""
        self.look()
        return self._moved(super().handshake())

    def read(self) -> tuple[Outcome, bytes]:
        """Read the data of one record."""
        self.look()
        outcome, data = super().read()
        return self._moved(outcome), data

    def write(self, data: bytes | memoryview) -> Outcome:
        """Write all of ``data`` in one record; at most ``data_size``."""
        self.look()
        return self._moved(super().write(data))

    def glance(self) -> None:
        """Let libssl see to what came, without taking data."""
        self._functions.ERR_clear_error()
        looked = self._functions.SSL_peek_ex(self.pointer, self._glass, 1, self._count)
        self.outcome_of(looked)

    def _moved(self, outcome: Outcome) -> Outcome:
        if outcome is Outcome.DONE:
            self.progress = time.monotonic()
        return outcome

    @property
    def data_size(self) -> int:
        """How much data fits into one datagram on the path to the client, in bytes."""
        size = self._functions.DTLS_get_data_mtu(self.pointer)
        return min(size, LARGEST_RECORD) or LARGEST_RECORD

    @property
    def seconds_left(self) -> float | None:
        """When the last flight is to be sent again, in seconds; None for never."""
        functions = self._functions
        asked = functions.SSL_ctrl(
            self.pointer, DtlsCtrl.GET_TIMEOUT, 0, ffi.cast("void *", self._left)
        )
        return self._left[0] + self._left[1] / 1_000_000 if asked == 1 else None

    def retransmit(self) -> bool:
        """Send the last flight again if it is time; False when it was too often."""
        functions = self._functions
        functions.ERR_clear_error()
        done = functions.SSL_ctrl(self.pointer, DtlsCtrl.HANDLE_TIMEOUT, 0, ffi.NULL)
        if done > 0:
            self.note(Retransmitted)
        if done < 0:
            self.failure = drain(self.library)
        self._pass_on()
        return done >= 0

    def abandon(self) -> None:
        """Have it end without a word to the client, and keep its session."""
        both = Shutdown.SENT | Shutdown.RECEIVED
        self._functions.SSL_set_shutdown(self.pointer, both)


class Door:
    """Where clients prove their address; any thread may ask.

    One SSL serves all who have not: it keeps nothing of them.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._next: DatagramTls | None = None
        self._closed = False
        # A copy of the ClientHello that let somebody in would let them in twice.
        self._inside: dict[str, DatagramTls] = {}
        self._nobody = _nobody(context) if unproven.is_told(context) else None

    def examine(
        self, datagram: bytes, peer: str, *, again: bool = False
    ) -> tuple[bytes, DatagramTls | None]:
        """Answer what to send back, and the connection of a client that is proven.

        One that is inside has to say that it comes ``again``.
        """
        random = hello_random(datagram)
        if random is None:
            return b"", None
        with self._lock:
            if self._closed or (peer in self._inside and not again):
                return b"", None
            tls = self._next or DatagramTls(self._context)
            self._next = tls
            tls.peer = peer.encode()
            answer, reply = tls.examine(datagram)
            if answer > 0:
                self._next = None
                tls.random = random
                self._inside[peer] = tls
                tls.when_closed = partial(self._let_out, peer, tls)
                tls.recall(datagram, self._nobody)
                return reply, tls
            tls.forget_news()
            problem, tls.problem = tls.problem, None
            if answer < 0 or problem is not None:
                # What OpenSSL thinks of a wrong ClientHello must not linger.
                self._next = None
                tls.close()
            if problem is not None:
                raise problem
            return reply, None

    def _let_out(self, peer: str, tls: DatagramTls) -> None:
        with self._lock:
            if self._inside.get(peer) is tls:
                del self._inside[peer]

    def close(self) -> None:
        """Let nobody in any more."""
        with self._lock:
            self._closed = True
            if self._next is not None:
                self._next.close()
                self._next = None
            if self._nobody is not None:
                self._nobody.close()


def _nobody(context: Context) -> Context:
    """Answer a context that only asks for cookies; its counters are not looked at."""
    assert context.message_wishes is not None
    assert context.baker is not None
    nobody = Context(context.library, datagrams=True)
    report_messages(nobody, context.message_wishes)
    ask_for_cookies(nobody, context.baker, listens=context.listens)
    return nobody


def ask_for_cookies(context: Context, baker: Baker, *, listens: bool = False) -> None:
    """Let DTLS connections of this context ask for cookies.

    What passes meanwhile is told as with ``-listen`` or without (unproven.py).
    """
    functions = context.library.functions
    context.baker = baker
    context.listens = listens
    functions.SSL_CTX_set_cookie_generate_cb(context.pointer, _on_make)
    functions.SSL_CTX_set_cookie_verify_cb(context.pointer, _on_check)


def smallest_mtu(context: Context) -> int:
    """Answer the smallest MTU of a link that DTLS works on, in bytes."""
    with DatagramTls(context) as tls:
        return context.library.functions.SSL_ctrl(
            tls.pointer, DtlsCtrl.GET_LINK_MIN_MTU, 0, ffi.NULL
        )


def _memory(tls: Tls) -> BIO:
    functions = tls.library.functions
    bio = functions.BIO_new(functions.BIO_s_mem())
    functions.BIO_ctrl(bio, BioSetting.SET_BUF_MEM_EOF_RETURN, _RETRY_AT_END, ffi.NULL)
    return bio


def _nothing() -> None:
    """Look at nothing."""


@ffi.callback("s_server_make_hello_cookie_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_make(ssl: SSL, room: CData, size: CData) -> int:
    """Put a cookie into ``room``; 0 is failure."""
    connection = connection_of(ssl)
    if connection is None:
        return 0

    def make() -> int:
        cookie = connection.make_cookie()
        ffi.memmove(room, cookie, len(cookie))
        size[0] = len(cookie)
        return 1

    return guarded(connection, make, 0)


@ffi.callback("s_server_check_hello_cookie_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_check(ssl: SSL, cookie: CData, size: int) -> int:
    """Answer 1 for a cookie of ours."""
    connection = connection_of(ssl)
    if connection is None:
        return 0
    given = bytes(ffi.buffer(cookie, size))
    return guarded(connection, lambda: int(connection.owns_cookie(given)), 0)


@ffi.callback("s_server_dtls_timer_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_timer(_ssl: SSL, before: int) -> int:
    """Answer the next wait in microseconds; ``before`` is the last, or 0."""
    return min(2 * before, SLOWEST) if before else QUICK
