"""What is asked of a client after the handshake.

TLS 1.2 and older renegotiate (RFC 5246 7.4.1.1); TLS 1.3 updates keys and asks for a
certificate afterwards instead (RFC 8446 4.6).  Each function only prepares: what it
asks for goes out with the next handshake of the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.constants import KeyUpdate, SslOption, VerifyMode
from s_server.libssl.ffi import ffi
from s_server.libssl.queue import drain

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.errors import QueueEntry
    from s_server.libssl.tls import Tls

Refusal = tuple["QueueEntry", ...]
"""Why OpenSSL will not ask: its error queue."""


def watch(tls: Tls) -> None:
    """Have each handshake that is done from now on told as HandshakeRepeated."""
    tls.is_watched = True
    tls.library.functions.SSL_set_info_callback(tls.pointer, tls.context.on_info)


def ask_to_renegotiate(tls: Tls) -> Refusal | None:
    """Prepare a HelloRequest (SSL_renegotiate(3)); None when that is possible."""
    functions = tls.library.functions
    return _asked(tls, lambda: functions.SSL_renegotiate(tls.pointer))


def is_renegotiating(tls: Tls) -> bool:
    """Whether a renegotiation was asked for and is not done yet."""
    return tls.library.functions.SSL_renegotiate_pending(tls.pointer) == 1


def demand_certificate(tls: Tls) -> None:
    """Have the next renegotiation ask for a certificate, and hence be a full one."""
    functions = tls.library.functions
    mode = VerifyMode.PEER | VerifyMode.CLIENT_ONCE
    # Without a callback the context's stays.
    functions.SSL_set_verify(tls.pointer, mode, ffi.NULL)
    option = SslOption.NO_SESSION_RESUMPTION_ON_RENEGOTIATION
    functions.SSL_set_options(tls.pointer, option)


def ask_for_certificate(tls: Tls) -> Refusal | None:
    """Prepare a CertificateRequest of TLS 1.3; None when that is possible."""
    functions = tls.library.functions
    functions.SSL_set_verify(tls.pointer, VerifyMode.PEER, ffi.NULL)
    refusal = _asked(
        tls, lambda: functions.SSL_verify_client_post_handshake(tls.pointer)
    )
    if refusal is None:
        tls.await_finished()
    return refusal


def ask_to_update_keys(tls: Tls, *, both: bool) -> Refusal | None:
    """Prepare a KeyUpdate of TLS 1.3; ``both`` asks the client for its own too."""
    functions = tls.library.functions
    kind = KeyUpdate.REQUESTED if both else KeyUpdate.NOT_REQUESTED
    return _asked(tls, lambda: functions.SSL_key_update(tls.pointer, kind))


def _asked(tls: Tls, ask: Callable[[], int]) -> Refusal | None:
    tls.library.functions.ERR_clear_error()
    return None if ask() == 1 else drain(tls.library)
