"""Cookies, by which a client proves that it hears us (SSL_stateless(3))."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.ffi import ffi
from s_server.libssl.tls import Outcome

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.context import Context
    from s_server.libssl.tls import Tls


class Baker(Protocol):
    """Makes cookies and knows its own; called on any thread."""

    def make(self, peer: bytes, note: bytes = b"") -> bytes:
        """Answer a cookie for a client that begins with a note; at most 255 bytes."""

    def is_ours(self, cookie: bytes, peer: bytes, note_size: int = 0) -> bool:
        """Whether we made this cookie for this client, not long ago."""


class Proof(Enum):
    """How far a client is with proving that it hears us."""

    ASKED = "a cookie was sent; its second ClientHello is to come"
    GIVEN = "the cookie came back"
    NONE = "it is a client of TLS 1.2, which has no cookies"
    FAILED = "its ClientHello cannot be answered"


def use_cookies(context: Context, baker: Baker) -> None:
    """Let connections of this context ask for cookies."""
    functions = context.library.functions
    context.baker = baker
    functions.SSL_CTX_set_stateless_cookie_generate_cb(context.pointer, _on_make)
    functions.SSL_CTX_set_stateless_cookie_verify_cb(context.pointer, _on_check)


def prove(tls: Tls) -> Proof:
    """Answer a ClientHello that is there as a whole.

    Each attempt forgets what was read before, so half a ClientHello would be lost.
    """
    functions = tls.library.functions
    functions.ERR_clear_error()
    answer = functions.SSL_stateless(tls.pointer)
    if answer == 0:
        return Proof.ASKED
    outcome = tls.outcome_of(answer)
    if outcome is Outcome.DONE:
        return Proof.GIVEN
    if outcome is not Outcome.FAILED or tls.is_shaken:
        return Proof.NONE
    return Proof.FAILED


@ffi.callback("s_server_make_cookie_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
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


@ffi.callback("s_server_check_cookie_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_check(ssl: SSL, cookie: CData, size: int) -> int:
    """Answer 1 for a cookie of ours."""
    connection = connection_of(ssl)
    if connection is None:
        return 0
    given = bytes(ffi.buffer(cookie, size))
    return guarded(connection, lambda: int(connection.owns_cookie(given)), 0)
