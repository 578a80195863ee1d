"""The first datagram of a DTLS handshake (RFC 6347 sections 4.1 and 4.2)."""

from __future__ import annotations

_HANDSHAKE = 22
_CLIENT_HELLO = 1
_MAJOR = 0xFE
_EPOCH = slice(3, 5)
_BODY = 13  # where the record's head ends
_OFFSET = slice(19, 22)
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
