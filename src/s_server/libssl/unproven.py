"""What passed before a DTLS client had proven its address, told once it has.

Nothing is kept of a client until then, so its cookie brings it back: the number of the
record with its first ClientHello, and a digest of that.  The second one without its
cookie is the first one, where the digest agrees.  OpenSSL is handed that once more, by
a connection of nobody, and what this tells is told of the client.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from s_server.events import ClientHelloReceived, MessagePassed, RecordPassed
from s_server.events.trace import MessageDecoded
from s_server.libssl.load import Release
from s_server.wire.datagrams import first_record, record_number, without_cookie

if TYPE_CHECKING:
    from s_server.events import ConnectionEvent
    from s_server.libssl.context import Context

    News = list[tuple[type[ConnectionEvent], dict[str, object]]]

NOTE_SIZE = 10
"""Bytes at the beginning of a cookie that say what it was an answer to."""
_NUMBER_SIZE = 2  # A client that has sent more records is not known again.

_TOLD = (MessagePassed, RecordPassed, MessageDecoded, ClientHelloReceived)
_MESSAGES = range(0x100)  # types beyond are what wraps them


def is_told(context: Context) -> bool:
    """Whether anybody would hear of messages that passed that early."""
    wishes = context.message_wishes
    return wishes is not None and (wishes.messages or wishes.records or wishes.decoded)


def note_of(datagram: bytes) -> bytes:
    """Answer what a cookie has to bring back for its ClientHello to be known again."""
    record = first_record(datagram)
    number = record_number(record) % (1 << 8 * _NUMBER_SIZE)
    digest = hashlib.sha256(record).digest()[: NOTE_SIZE - _NUMBER_SIZE]
    return number.to_bytes(_NUMBER_SIZE) + digest


def first_hello(datagram: bytes, cookie: bytes) -> bytes | None:
    """Answer the ClientHello that got this cookie, by the one that brings it back.

    None where the client has changed more than the cookie.
    """
    number = int.from_bytes(cookie[:_NUMBER_SIZE])
    record = without_cookie(first_record(datagram), number)
    return record if note_of(record) == cookie[:NOTE_SIZE] else None


def retold(context: Context, first: News, proving: News) -> News:
    """Answer what is to be told of a client that is proven, before what follows.

    ``first`` came up with its first ClientHello, ``proving`` with the second.  OpenSSL
    goes on with reading that again: of both times only DTLSv1_listen(3), which is what
    ``-listen`` asks for, tells.
    """
    if not context.listens:
        repeats_head = context.library.release >= Release.V3_2
        proving = [
            (kind, fields)
            for kind, fields in proving
            if kind not in _TOLD
            or not (repeats_head or fields.get("content_type") in _MESSAGES)
        ]
    return [new for new in first if new[0] in _TOLD] + proving
