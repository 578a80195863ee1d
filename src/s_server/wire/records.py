"""The records that carry a handshake (RFC 8446 5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 5  # bytes: type, version, length
MESSAGE_HEAD = 4  # bytes: type, length
CHANGE_CIPHER_SPEC = 20
HANDSHAKE = 22
APPLICATION_DATA = 23

BETWEEN = frozenset({CHANGE_CIPHER_SPEC, APPLICATION_DATA})
"""Types of what a client may send between two ClientHellos and nobody reads: the
disguise for middleboxes (RFC 8446 D.4), and refused early data (4.2.10)."""


def holds_a_message(data: bytes) -> bool:
    """Whether a whole handshake message begins ``data``, or something that is none.

    A message may come in several records.
    """
    message = b""
    for kind, body in _records(data):
        if kind != HANDSHAKE:
            return True
        message += body
        wanted = MESSAGE_HEAD + int.from_bytes(message[1:MESSAGE_HEAD], "big")
        if len(message) >= MESSAGE_HEAD and len(message) >= wanted:
            return True
    return bool(data) and data[0] != HANDSHAKE


def passed_over(data: bytes) -> int:
    """Answer how many bytes of ``data`` are whole records of types in BETWEEN."""
    size = 0
    for kind, body in _records(data):
        end = size + HEAD + len(body)
        if kind not in BETWEEN or _announced(data, size) > len(body):
            break
        size = end
    return size


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give type and body of each record; the last body may be cut off."""
    at = 0
    while len(data) - at >= HEAD:
        start = at + HEAD
        at = start + _announced(data, at)
        yield data[start - HEAD], data[start:at]


def _announced(data: bytes, at: int) -> int:
    return int.from_bytes(data[at + 3 : at + HEAD], "big")
