"""The protocol's messages, as they pass (SSL_set_msg_callback(3)).

OpenSSL has one slot for such a callback, so this one serves everybody: what is noted
is what ``report_messages`` was asked for.  Its last argument is a connection's number.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from s_server.events import ClientHelloReceived, MessagePassed, RecordPassed
from s_server.frozen import Frozen
from s_server.libssl.bio import printed
from s_server.libssl.callbacks import Talker, connection_by, guarded
from s_server.libssl.constants import DTLS_MAJOR
from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from s_server.libssl._library import BIO, SSL, CData
    from s_server.libssl.context import Context

_buffer = ffi.buffer
_ALERT, _HANDSHAKE = 21, 22
_ALERT_SIZE = 2
_CLIENT_HELLO = b"\x01"
_SSL2 = 0x0002
_WRAPPING = 0x100
"""From this number on, types are not messages but what is around them."""
_HEAD = 4  # bytes before a handshake message (RFC 8446 4)
_DATAGRAM_HEAD = 12  # bytes (RFC 6347 4.2.2)


class MessageWishes(Frozen, kw_only=False):
    """Which events of the message callback somebody would hear."""

    hellos: bool = False
    messages: bool = False
    records: bool = False
    decoded: bool = False
    alerts: bool = False


def report_messages(context: Context, wishes: MessageWishes) -> None:
    """Have connections of this context tell of messages; without a wish of none.

    It is for connections that are made afterwards.
    """
    if wishes == MessageWishes():
        return
    context.message_wishes = wishes
    functions = context.library.functions
    callback = _on_everything if wishes.records or wishes.decoded else _on_message
    functions.SSL_CTX_set_msg_callback(context.pointer, callback)


@ffi.callback("s_server_message_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_message(  # noqa: PLR0913, PLR0917 - as many as OpenSSL hands over
    sent: int,
    version: int,
    content_type: int,
    data: CData,
    size: int,
    _: SSL,
    number: CData,
) -> None:
    """Take note of a message; half of all calls are for what wraps messages."""
    if content_type < _WRAPPING and (connection := connection_by(number)) is not None:
        _note(connection, sent == 1, version, content_type, _buffer(data, size)[:])


@ffi.callback("s_server_message_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_everything(  # noqa: PLR0913, PLR0917 - as many as OpenSSL hands over
    sent: int,
    version: int,
    content_type: int,
    data: CData,
    size: int,
    ssl: SSL,
    number: CData,
) -> None:
    """Take note of messages and of what wraps them, as they are or in words."""
    connection = connection_by(number)
    if connection is None:
        return
    copied: bytes = _buffer(data, size)[:]
    passed = {
        "sent": sent == 1,
        "version": version,
        "content_type": content_type,
        "data": copied,
    }
    wishes = connection.context.message_wishes
    assert wishes is not None, "called back without a wish"
    if content_type < _WRAPPING:
        _note(connection, sent == 1, version, content_type, copied)
    elif wishes.records:
        connection.note(RecordPassed, **passed)
    if wishes.decoded:
        is_known = connection.context.library.has("trace")
        words = _words(connection, passed, ssl) if is_known else None
        _note_decoded(connection, passed, words)


def _note(
    connection: Talker,
    is_ours: bool,  # noqa: FBT001 - by position, for speed
    version: int,
    content_type: int,
    message: bytes,
) -> None:
    """Take note of a message, as far as somebody wants to hear of it."""
    wishes = connection.context.message_wishes
    assert wishes is not None, "called back without a wish"
    if content_type == _HANDSHAKE:
        connection.last_message = is_ours, message[0]
    if wishes.messages:
        connection.note(
            MessagePassed,
            sent=is_ours,
            version=version,
            content_type=content_type,
            data=message,
        )
    if content_type == _ALERT:
        if wishes.alerts and len(message) == _ALERT_SIZE:
            level, description = message
            connection.note_alert(sent=is_ours, level=level, description=description)
    elif wishes.hellos and not is_ours:
        _note_hello(connection, version, content_type, message)


def _words(connection: Talker, passed: dict[str, CData], ssl: SSL) -> bytes | None:
    """Have OpenSSL say what passed: only now it knows of which kind keys are."""
    library = connection.context.library
    data = passed["data"]

    def write(bio: BIO) -> None:
        library.functions.SSL_trace(
            passed["sent"],
            passed["version"],
            passed["content_type"],
            data,
            len(data),
            ssl,
            ffi.cast("void *", bio),
        )

    return guarded(connection, lambda: printed(library, write), None)


def _note_decoded(
    connection: Talker, passed: dict[str, object], words: bytes | None
) -> None:
    from s_server.events.trace import MessageDecoded  # noqa: PLC0415 - when wanted

    connection.note(MessageDecoded, **passed, text=words)


def _note_hello(
    connection: Talker, version: int, content_type: int, message: bytes
) -> None:
    if version == _SSL2:
        # No record and no message of today: OpenSSL gives it the content type 0.
        fields: dict[str, object] = {"data": message, "is_sslv2": True}
    elif content_type == _HANDSHAKE and message[:1] == _CLIENT_HELLO:
        is_datagram = version >> 8 in DTLS_MAJOR
        body = message[_DATAGRAM_HEAD if is_datagram else _HEAD :]
        fields = {"data": body, "is_datagram": is_datagram}
    else:
        return
    connection.note(ClientHelloReceived, **fields)
    if connection.hello_came is None:
        connection.hello_came = time.monotonic()
        connection.first_hello = fields
