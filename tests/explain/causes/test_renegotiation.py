"""Handshakes that one side would not begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.explain.told import check, serving
from tests.kit.clients import gnutls_cli, s_client, start_s_client

if TYPE_CHECKING:
    from tests.kit.address import Address


def asking(address: Address) -> None:
    """Renegotiate from s_client's keyboard, and wait for its end."""
    with start_s_client(address, "-tls1_2") as client:
        client.wait_line(rb".*Verify return code.*")
        client.type(b"R\n")
        client.wait_line(rb"RENEGOTIATING", stream="stderr")
        client.seen()


def declining(address: Address) -> None:
    """Ask for the page that asks for a renegotiation, and decline that."""
    s_client(address, "-tls1_2", "-no_renegotiation", "-ign_eof", send=b"GET /reneg\n")


def test_the_client_asks() -> None:
    with serving(tls1_2=True) as told:
        record = told.of(asking)
        check(record, "renegotiation_refused", "ended", "certificate")


def test_we_ask() -> None:
    with serving(tls1_2=True) as told:
        record = told.of(declining)
        check(record, "renegotiation_declined", "ended", "certificate")


def of_old(address: Address) -> None:
    """Renegotiate without saying that it is the same client."""
    # fmt: off
    gnutls_cli(address, "--rehandshake", version="TLSv1.2",
               exchange=":%DISABLE_SAFE_RENEGOTIATION")
    # fmt: on


def test_a_client_of_old() -> None:
    with serving(tls1_2=True, client_renegotiation=True) as told:
        record = told.of(of_old)
        check(record, "unsafe_renegotiation", "TLS 1.3", "certificate")
