"""Handshakes over a network that loses a fifth of the datagrams each way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from mbedtls.tls import DTLSConfiguration

from tests.kit.clients import s_client
from tests.kit.dtls import Client
from tests.kit.lossy import LossyProxy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.address import Address
    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

IMPATIENT = DTLSConfiguration(validate_certificates=False, handshake_timeout_min=0.25)


def shake(address: Address) -> None:
    """Finish a handshake; data is lost without a trace, so none is sent."""
    with Client(address, configuration=IMPATIENT):
        pass


@pytest.mark.parametrize("seed", [1, 2])
def test_handshakes_finish(serve: Serve, seed: int) -> None:
    server = serve("-dtls", "-rev", "-timeout", "-quiet")
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
