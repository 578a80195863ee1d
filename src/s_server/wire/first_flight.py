"""The ClientHello in the first bytes that a client has sent, whatever their form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.wire.client_hello import ClientHello
from s_server.wire.codes import ContentType
from s_server.wire.handshake_types import CLIENT_HELLO
from s_server.wire.reader import Reader
from s_server.wire.record_headers import records

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 4  # bytes: type, length
SSLV2 = 0x8000
"""The length's first bit, where a record of SSLv2 has no padding."""


def first_client_hello(data: bytes, *, dtls: bool = False) -> ClientHello:
    """Decode the hello that begins a stream; with ``dtls``, one or more datagrams.

    What follows the hello is not looked at.
    """
    if data[:1] >= b"\x80" and not dtls:
        reader = Reader(data)
        return ClientHello.decode_sslv2(reader.take(reader.number(2) & ~SSLV2))
    pieces = _fragments(data) if dtls else _bodies(data)
    message = bytearray()
    for piece in pieces:
        message += piece
        wanted = HEAD + int.from_bytes(message[1:HEAD])
        if len(message) >= max(HEAD, wanted):
            return _hello(bytes(message[:wanted]), dtls=dtls)
    raise WireError("the first message ends early")


def _bodies(data: bytes) -> Iterator[bytes]:
    for header, body in records(data):
        if header.type != ContentType.HANDSHAKE:
            raise WireError(f"a record of type {header.type.label}, which is no hello")
        yield body


def _fragments(data: bytes) -> Iterator[bytes]:
    """Give the first message's head as TLS has it, then its fragments in order.

    Fragments are taken as they come; one that was sent twice is passed over.
    """
    have = -1
    for header, body in records(data, dtls=True):
        if header.type != ContentType.HANDSHAKE:
            continue
        reader = Reader(body)
        while reader.left:
            head = reader.take(HEAD)
            _, offset, length = (reader.number(width) for width in (2, 3, 3))
            piece = reader.take(length)
            if have < 0:
                have = 0
                yield head
            if offset == have:
                have += length
                yield piece


def _hello(message: bytes, *, dtls: bool) -> ClientHello:
    if message[0] != CLIENT_HELLO:
        raise WireError(f"message type {message[0]} is no ClientHello")
    return ClientHello.decode(message[HEAD:], dtls=dtls)
