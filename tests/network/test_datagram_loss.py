"""Handshakes over a network that loses a fifth of the datagrams each way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import s_client
from tests.kit.dtls import Client
from tests.kit.lossy import LossyProxy
from tests.kit.steady import shake

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]


@pytest.mark.parametrize("seed", [1, 2])
def test_handshakes_finish(serve: Serve, seed: int) -> None:
    server = serve("-dtls", "-rev", "-timeout", "-no_ticket")
    with (
        LossyProxy(server.address, seed=seed) as proxy,
        ThreadPoolExecutor(12) as pool,
    ):
        list(pool.map(shake, [proxy.address] * 12))
        assert proxy.dropped


def test_s_client_says_a_line_through_a_bad_network(serve: Serve) -> None:
    server = serve("-dtls", "-timeout")
    with LossyProxy(server.address, seed=3, drops=0.1) as proxy:
        words = ("-dtls1_2", "-timeout", "-quiet", "-no_ign_eof")
        seen = s_client(proxy.address, *words)
        assert seen.status == 0
    server.wait_line(rb"CIPHER is")


def test_those_in_line_finish_too(serve: Serve) -> None:
    server = serve("-dtls", "-timeout", "-no_ticket")
    with (
        LossyProxy(server.address, seed=4) as proxy,
        ThreadPoolExecutor(8) as pool,
        Client(server.address) as foremost,
    ):
        foremost.send(b"the foremost has its turn\n")
        server.wait_bytes(b"the foremost has its turn")
        # Their last flight may be lost too, and nobody reads from them yet.
        list(pool.map(shake, [proxy.address] * 5))
        assert server.stdout.count(b"CIPHER is") == 1
