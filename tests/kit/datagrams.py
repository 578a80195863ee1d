"""Datagrams that begin an association (DTLS 1.2), and the answers to them."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

RANDOM = slice(27, 59)
"""Where a ClientHello without encryption has its random (RFC 6347 section 4.2.2)."""
# What mbedTLS 2.28 says first to `localhost`.
HELLO = bytes.fromhex(
    """
    16feff00000000000000000160010001540000000000000154fefd6b01ccf94fb32424db59a840b9
    8f317e9df8eec6d56e3bd1dbaa89aeafce70ba000000d0cca8cca9ccaac02cc030009fc0adc09fc0
    24c028006bc00ac0140039c0afc0a3c087c08bc07dc073c07700c40088c05dc061c053c049c04dc0
    45c02bc02f009ec0acc09ec023c0270067c009c0130033c0aec0a2c086c08ac07cc072c07600be00
    45c05cc060c052c048c04cc044009dc09d003d0035c032c02ac00fc02ec026c005c0a1c07b00c000
    84c08dc079c089c075c05fc063c051c04bc04fc03d009cc09c003c002fc031c029c00ec02dc025c0
    04c0a0c07a00ba0041c08cc078c088c074c05ec062c050c04ac04ec03c00ff0100005a0000000e00
    0c0000096c6f63616c686f7374000d0012001006030601050305010403040103030301000a001c00
    1a0019001c0018001b00170016001a0015001400130012001d001e000b0002010000160000001700
    0000230000
    """
)


def client_hello() -> bytes:
    """Answer the first datagram of a client, with a random of its own."""
    return another(HELLO)


def another(hello: bytes) -> bytes:
    """Give a ClientHello another random."""
    return hello[: RANDOM.start] + os.urandom(32) + hello[RANDOM.stop :]


def with_cookie(hello: bytes, verify: bytes) -> bytes:
    """Answer a HelloVerifyRequest: the same ClientHello with its cookie."""
    assert verify[13] == 3, "a HelloVerifyRequest"
    cookie = verify[28 : 28 + verify[27]]
    body = bytearray(hello[25:])
    at = 35 + body[34]  # after version, random and session id
    assert body[at] == 0, "no cookie yet"
    body[at : at + 1] = bytes([len(cookie)]) + cookie
    size = len(body).to_bytes(3, "big")
    message = b"\x01" + size + b"\x00\x01" + bytes(3) + size + body
    return hello[:10] + b"\x01" + len(message).to_bytes(2, "big") + message


def exchange(sock: socket.socket, data: bytes, limit: float = 1.0) -> bytes:
    """Send a datagram; the answer, or nothing when there was none in time."""
    sock.settimeout(limit)
    sock.send(data)
    with contextlib.suppress(TimeoutError):
        return sock.recv(65535)
    return b""
