"""Only a ClientHello that begins an association is taken for one."""

from __future__ import annotations

import os

import pytest

from s_server.wire.datagrams import ENOUGH, hello_random
from tests.kit.datagrams import RANDOM, another, client_hello


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
