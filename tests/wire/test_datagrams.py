"""Only a ClientHello that begins an association is taken for one."""

from __future__ import annotations

import os

import pytest

from s_server.wire.datagrams import (
    ENOUGH,
    first_record,
    hello_random,
    record_number,
    without_cookie,
)
from tests.kit.datagrams import HELLO, RANDOM, another, client_hello, with_cookie


def test_the_random_of_a_client_hello() -> None:
    hello = client_hello()
    assert hello_random(hello) == hello[RANDOM]
    assert hello_random(hello[:ENOUGH]) == hello[RANDOM]
    assert hello_random(another(hello)) not in {None, hello[RANDOM]}


@pytest.mark.parametrize(
    ("offset", "value"),
    [
        pytest.param(0, 23, id="another type of record"),
        pytest.param(1, 3, id="TLS"),
        pytest.param(4, 1, id="encrypted: another epoch"),
        pytest.param(13, 2, id="another message"),
        pytest.param(21, 1, id="a later fragment"),
    ],
)
def test_anything_else_has_none(offset: int, value: int) -> None:
    hello = bytearray(client_hello())
    hello[offset] = value
    assert hello_random(bytes(hello)) is None


def test_what_is_short_or_nonsense_has_none() -> None:
    hello = client_hello()
    assert all(hello_random(hello[:size]) is None for size in range(ENOUGH))
    for size in (0, 1, 58, 59, 1000):
        assert hello_random(b"\x17" + os.urandom(size)) is None


@pytest.mark.parametrize("session_id", [b"", bytes(range(32))])
@pytest.mark.parametrize("cookie", [b"", b"c", bytes(20), bytes(range(255))])
def test_a_hello_without_its_cookie_is_the_first(
    session_id: bytes, cookie: bytes
) -> None:
    body = HELLO[25:]
    body = body[:34] + bytes([len(session_id)]) + session_id + body[35:]
    size = len(body).to_bytes(3)
    message = b"\x01" + size + bytes(5) + size + body
    first = HELLO[:11] + len(message).to_bytes(2) + message
    verify = bytes(13) + b"\x03" + bytes(13) + bytes([len(cookie)]) + cookie
    second = with_cookie(first, verify)
    assert record_number(second) == 1
    assert without_cookie(second, 0) == first
    again = without_cookie(second, 0x0102)
    assert record_number(again) == 0x0102
    assert again[:9] + bytes(2) + again[11:] == first


def test_only_the_first_record_counts() -> None:
    assert first_record(HELLO + HELLO) == HELLO
    assert first_record(HELLO[:-1]) == HELLO[:-1]
