"""The first datagram of a DTLS handshake (RFC 6347 sections 4.1 and 4.2)."""

from __future__ import annotations

_HANDSHAKE = 22
_CLIENT_HELLO = 1
_MAJOR = 0xFE
_EPOCH = slice(3, 5)
_NUMBER = slice(5, 11)
_SIZE = slice(11, 13)
_BODY = 13  # where the record's head ends
_MESSAGE_NUMBER = slice(17, 19)
_OFFSET = slice(19, 22)
_CONTENTS = 25  # where the message's head ends
_RANDOM = slice(27, 59)

ENOUGH = _RANDOM.stop
"""Bytes of a datagram that ``hello_random`` looks at."""


def hello_random(datagram: bytes) -> bytes | None:
    """Answer the random of the ClientHello that a datagram begins with, or None.

    Only a ClientHello that is not encrypted counts: one in epoch 0, which begins an
    association.  The random tells a new one from an old one that was sent again.
    """
    is_hello = (
        len(datagram) >= ENOUGH
        and datagram[0] == _HANDSHAKE
        and datagram[1] == _MAJOR
        and datagram[_BODY] == _CLIENT_HELLO
        and not any(datagram[_EPOCH])
        and not any(datagram[_OFFSET])
    )
    return datagram[_RANDOM] if is_hello else None


def first_record(datagram: bytes) -> bytes:
    """Answer the record that a datagram begins with."""
    return datagram[: _BODY + int.from_bytes(datagram[_SIZE])]


def record_number(record: bytes) -> int:
    """Answer a record's sequence number."""
    return int.from_bytes(record[_NUMBER])


def without_cookie(record: bytes, number: int) -> bytes:
    """Answer the ClientHello that was asked for a cookie, as a record of this number.

    The one that brings the cookie has to be the same otherwise (RFC 6347 section
    4.2.1), but for its own number; it is in ``record``, whole and well-formed.
    """
    contents = record[_CONTENTS:]
    session_id = 34  # after version and random
    at = session_id + 1 + contents[session_id]
    contents = contents[:at] + b"\0" + contents[at + 1 + contents[at] :]
    size = len(contents).to_bytes(3)
    count = int.from_bytes(record[_MESSAGE_NUMBER]) - 1
    head = bytes([_CLIENT_HELLO]) + size + max(count, 0).to_bytes(2) + bytes(3) + size
    message = head + contents
    numbers = number.to_bytes(6) + len(message).to_bytes(2)
    return record[: _NUMBER.start] + numbers + message
