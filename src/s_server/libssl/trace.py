"""Tells what a connection does in detail: its bytes, its states, what it was sent.

Each function sets a callback for the connections of a context; what messages say is
told in messages.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events.trace import BytesPassed, ExtensionReceived, StateReached
from s_server.libssl.callbacks import connection_of, notice, owner_of
from s_server.libssl.constants import InfoWhere, SslCtrl
from s_server.libssl.ffi import ffi, text
from s_server.libssl.load import current

if TYPE_CHECKING:
    from s_server.libssl._library import BIO, SSL, CData
    from s_server.libssl.callbacks import Talker
    from s_server.libssl.context import Context
    from s_server.libssl.tls import Tls

# What a BIO's callback is told of (BIO_set_callback_ex(3)), and a flag of BIOs.
BIO_READ, BIO_WRITE, BIO_RETURN = 0x02, 0x03, 0x80
BIO_SHOULD_RETRY = 0x08
_READ = BIO_READ | BIO_RETURN
_WRITE = BIO_WRITE | BIO_RETURN
_TOLD = InfoWhere.LOOP | InfoWhere.ALERT | InfoWhere.EXIT


def report_states(context: Context, *, waits: bool) -> None:
    """Have connections tell of each state of the handshake, and of alerts.

    Without ``waits`` none is told that only waits for the client: so it looks where
    descriptors block.
    """
    context.tells_waits = waits
    context.on_info = on_state
    functions = context.library.functions
    functions.SSL_CTX_set_info_callback(context.pointer, on_state)


def report_bytes(context: Context, *, waits: bool) -> None:
    """Have connections tell of the bytes that they read and write.

    Without ``waits`` nothing is told of an attempt that has to be made again.
    """
    context.tells_waits = waits
    context.when_attached.append(_tap)


def report_extensions(context: Context) -> None:
    """Have connections tell of each extension that the client sends."""
    context.when_attached.append(_tell_extensions)


def _tap(tls: Tls) -> None:
    functions = tls.library.functions
    bio = functions.SSL_get_rbio(tls.pointer)
    functions.BIO_set_callback_ex(bio, on_bytes)
    functions.BIO_set_callback_arg(bio, ffi.cast("char *", tls.number))


def _tell_extensions(tls: Tls) -> None:
    callback = ffi.cast("void (*)(void)", on_extension)
    functions = tls.library.functions
    functions.SSL_callback_ctrl(tls.pointer, SslCtrl.SET_TLSEXT_DEBUG_CB, callback)


@ffi.callback("s_server_info_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_state(ssl: SSL, where: int, value: int) -> None:
    """Take note of a state (SSL_set_info_callback(3))."""
    connection = connection_of(ssl)
    if connection is None:
        return
    if where & _TOLD and not (
        where & InfoWhere.EXIT and _is_no_end(connection, ssl, value)
    ):
        functions = connection.context.library.functions
        words = (
            (
                functions.SSL_alert_type_string_long(value),
                functions.SSL_alert_desc_string_long(value),
            )
            if where & InfoWhere.ALERT
            else (functions.SSL_state_string_long(ssl),)
        )
        connection.note(
            StateReached, where=where, result=value, words=tuple(map(text, words))
        )
    notice(connection, where, value)


def _is_no_end(connection: Talker, ssl: SSL, value: int) -> bool:
    """Whether a function ends that went well, or only has to wait."""
    if value > 0:
        return True
    functions = connection.context.library.functions
    return not connection.context.tells_waits and any(
        _has_to_wait(bio)
        for bio in (functions.SSL_get_rbio(ssl), functions.SSL_get_wbio(ssl))
    )


@ffi.callback("s_server_bio_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_bytes(  # noqa: PLR0913, PLR0917 - as many as OpenSSL hands over
    bio: BIO,
    operation: int,
    place: CData,
    size: int,
    _: int,
    __: int,
    result: int,
    processed: CData,
) -> int:
    """Take note of bytes that passed; the BIO's answer stays what it is."""
    if operation not in {_READ, _WRITE}:
        return result
    connection: Talker | None = owner_of(current().functions.BIO_get_callback_arg(bio))  # type: ignore[assignment]  # only Tls is enlisted with it
    if connection is None:
        return result
    went_well = result > 0 and bool(processed)
    if not went_well and not connection.context.tells_waits and _has_to_wait(bio):
        return result
    count = processed[0] if went_well else 0
    connection.note(
        BytesPassed,
        sent=operation == _WRITE,
        bio=int(ffi.cast("uintptr_t", bio)),
        place=int(ffi.cast("uintptr_t", place)),
        asked=size,
        result=count if went_well else result,
        data=bytes(ffi.buffer(place, count)),
    )
    return result


def _has_to_wait(bio: BIO) -> bool:
    return bool(current().functions.BIO_test_flags(bio, BIO_SHOULD_RETRY))


@ffi.callback("s_server_extension_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_extension(
    ssl: SSL, _from_server: int, code: int, data: CData, size: int, _: CData
) -> None:
    """Take note of an extension (SSL_set_tlsext_debug_callback)."""
    connection = connection_of(ssl)
    if connection is not None:
        copied = bytes(ffi.buffer(data, size)) if size else b""
        connection.note(ExtensionReceived, code=code, data=copied)
