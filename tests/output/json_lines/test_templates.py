"""A hello by a template is word for word what it would be without."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from s_server.errors import WireError
from s_server.output.json_lines.decoded import hello_text
from s_server.output.json_lines.templates import (
    ALIKE,
    KEPT,
    LARGEST,
    hello_templates,
)
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from s_server.wire.first_flight import first_client_hello
from tests.kit.hellos import recorded

if TYPE_CHECKING:
    from collections.abc import Iterable

SUPPORTED_GROUPS, KEY_SHARE, PSK = 10, 51, 41


class Counted:
    """Writes hellos in full, and counts them."""

    def __init__(self) -> None:
        self.count = 0
        self.templates = hello_templates(self.write)

    def write(self, hello: ClientHello) -> str:
        self.count += 1
        return hello_text(hello)


def share(*keys: bytes) -> Extension:
    """Keys, for X25519 all of them."""
    entries = b"".join(b"\x00\x1d" + len(key).to_bytes(2) + key for key in keys)
    return Extension(KEY_SHARE, len(entries).to_bytes(2) + entries)


def hello(
    *extensions: Extension, session_id: bytes | None = None, octets: bytes | None = None
) -> bytes:
    """A hello with another random and session id each time."""
    return ClientHello(
        0x0303,
        octets or os.urandom(32),
        session_id=os.urandom(32) if session_id is None else session_id,
        cipher_suites=(0x1301, 0x0A0A),
        extensions=(Extension(SUPPORTED_GROUPS, b"\x00\x02\x00\x1d"), *extensions),
    ).encode()


def in_full(body: bytes) -> str:
    return hello_text(ClientHello.decode(body))


def told(counted: Counted, bodies: Iterable[bytes]) -> None:
    """Each is what it is in full."""
    for body in bodies:
        assert counted.templates.text(body) == in_full(body)


def test_hellos_of_one_kind_are_decoded_once() -> None:
    counted = Counted()
    told(counted, (hello(share(os.urandom(32), os.urandom(65))) for _ in range(20)))
    assert counted.count == 2  # the first one, and the proof of its template


def test_what_differs_is_of_another_kind() -> None:
    counted = Counted()
    key = os.urandom(32)
    bodies = [hello(share(key)), hello(Extension(35, b""), share(key))]
    bodies.append(bodies[0].replace(b"\x00\x1d", b"\x00\x17"))  # as long, other groups
    bodies.append(hello(share(key), session_id=b""))
    bodies.append(hello(share(key), session_id=b"short"))
    told(counted, bodies)
    told(counted, reversed(bodies))
    assert counted.count == 2 * len(bodies)


def test_bytes_that_stand_twice() -> None:
    """A key may be the random, the session id or another key; or a text's own hex."""
    key = bytes(range(32))
    for body in (
        hello(share(key), octets=key),
        hello(share(key), session_id=key),
        hello(share(key, key)),
        hello(share(key), Extension(0x7777, key)),
        hello(share(b"\x00\x1d" * 16)),
        hello(share(b"%s%%" * 8), Extension(0x7777, b"%s%")),
    ):
        counted = Counted()
        told(counted, [body, body])
        others = [hello(share(os.urandom(32))), body]
        told(counted, others)


def test_real_clients() -> None:
    """Of each the very hello, and one with other random bytes."""
    counted = Counted()
    for one in recorded():
        hello = first_client_hello(one.data, dtls=one.dtls)
        if one.dtls or hello.sslv2:
            continue
        body = hello.encode()
        fresh = body[:2] + os.urandom(32) + body[34:]
        told(counted, [body, fresh, body])


def test_damaged_hellos() -> None:
    chance = random.Random(8)
    counted = Counted()
    body = hello(share(os.urandom(32)), Extension(0, b"\x00\x04\x00\x00\x01a"))
    counted.templates.text(body)
    for _ in range(2000):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        if chance.random() < 0.2:
            del damaged[chance.randrange(len(damaged)) :]
        try:
            wanted = in_full(bytes(damaged))
        except WireError:
            with pytest.raises(WireError):
                counted.templates.text(bytes(damaged))
            continue
        assert counted.templates.text(bytes(damaged)) == wanted


def test_what_changes_each_time_is_no_template() -> None:
    counted = Counted()
    told(counted, (hello(Extension(PSK, os.urandom(50))) for _ in range(5)))
    assert counted.count == 5


def test_no_client_fills_the_memory() -> None:
    counted = Counted()
    long = hello(Extension(0x7777, bytes(LARGEST)))
    told(counted, [long, long])
    assert counted.count == 2
    for number in range(ALIKE + 2):
        told(counted, [hello(Extension(0x7777, bytes([number])))])
    counted.count = 0
    told(counted, [hello(Extension(0x7777, bytes([ALIKE - 1])))])
    assert counted.count == 0
    told(counted, [hello(Extension(0x7777, bytes([ALIKE])))] * 2)
    assert counted.count == 2
    for size in range(KEPT):
        told(counted, [hello(Extension(0x7777, bytes(size)))])
    counted.count = 0
    told(counted, [hello(Extension(0x7777, bytes(KEPT - 1)))] * 2)
    assert counted.count == 2
