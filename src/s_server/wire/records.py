"""The records that carry a handshake (RFC 8446 5.1)."""

from __future__ import annotations

HEAD = 5  # bytes: type, version, length
MESSAGE_HEAD = 4  # bytes: type, length
HANDSHAKE = 22
CHANGE_CIPHER_SPEC = bytes.fromhex("140303000101")
"""The one record that a client of TLS 1.3 may send without any meaning (D.4)."""


def holds_a_message(data: bytes) -> bool:
    """Whether a whole handshake message begins ``data``, or something that is none.

    A ChangeCipherSpec before it does not count (RFC 8446 D.4); a message may come in
    several records.
    """
    message = b""
    at = 0
    while len(data) - at >= HEAD:
        kind = data[at]
        size = int.from_bytes(data[at + 3 : at + HEAD], "big")
        body = data[at + HEAD : at + HEAD + size]
        if kind == HANDSHAKE:
            message += body
        elif kind != CHANGE_CIPHER_SPEC[0] or message:
            return True
        wanted = MESSAGE_HEAD + int.from_bytes(message[1:MESSAGE_HEAD], "big")
        if len(message) >= MESSAGE_HEAD and len(message) >= wanted:
            return True
        at += HEAD + size
    return bool(data) and data[0] not in {HANDSHAKE, CHANGE_CIPHER_SPEC[0]}
