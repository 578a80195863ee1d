"""Certificates chosen by what the client can take."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import ChainChecked
from s_server.libssl.chain import Groups
from s_server.libssl.constants import ChainCheck
from s_server.libssl.extended import choose_by_client
from s_server.libssl.tls import Outcome, Tls

from .handshake import beside, client_context, connected, insist, pair
from .test_chain import credentials, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.context import Context
    from tests.kit.chains import Chains

NAME = 0x82031F


@pytest.fixture
def choosing(context: Context, chains: Chains) -> Iterator[Context]:
    """A context with an Ed25519 certificate, and an RSA and a P-256 group."""
    library = context.library
    with (
        credentials(library, chains, "ed25519") as main,
        credentials(library, chains, "rsa", chain=chains.issuers) as rsa,
        credentials(library, chains, "p256") as p256,
    ):
        serve(context, main)
        context.groups = Groups((rsa, p256))
        choose_by_client(context)
        yield context


def told(
    context: Context, client: ssl.SSLContext
) -> tuple[list[dict[str, object]], str]:
    """What the connection told of its groups, and the suite it came to."""
    said: list[dict[str, object]] = []

    def tell(kind: type, **fields: object) -> None:
        assert kind is ChainChecked
        said.append(fields)

    with connected(context, client, tell=tell) as (_, __, theirs):
        suite = theirs.cipher()
    assert suite is not None
    return said, suite[0]


def test_every_group_is_told_and_the_first_that_suits_serves(
    choosing: Context,
) -> None:
    client = client_context()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    said, suite = told(choosing, client)
    assert suite == "ECDHE-RSA-AES128-GCM-SHA256"
    assert [fields["number"] for fields in said] == [1, 2]
    with choosing.groups as groups:
        certificates = [group.certificate for group in groups]
    assert [fields["certificate"] for fields in said] == certificates
    assert all(fields["suite_b"] is False for fields in said)
    first = said[0]["checks"]
    assert isinstance(first, int)
    assert first & ChainCheck.VALID


def test_what_a_client_can_take_decides(choosing: Context) -> None:
    client = client_context()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    assert told(choosing, client)[1] == "ECDHE-ECDSA-AES128-GCM-SHA256"


def test_the_main_certificate_serves_no_more(choosing: Context) -> None:
    choosing.groups = Groups(())
    client = client_context()
    with pair() as (ours, theirs), Tls(choosing, ours.fileno()) as tls:
        finish = beside(lambda: client.wrap_socket(theirs))
        assert insist(ours, tls.handshake) is Outcome.FAILED
        ours.close()
        with pytest.raises(OSError, match=r"."):
            finish()


def test_what_goes_wrong_ends_the_handshake_and_is_told(choosing: Context) -> None:
    choosing.groups = Groups((None,))  # type: ignore[arg-type]  # what must never be there
    client = client_context()
    with pair() as (ours, theirs), Tls(choosing, ours.fileno()) as tls:
        finish = beside(lambda: client.wrap_socket(theirs))
        with pytest.raises(AttributeError):
            insist(ours, tls.handshake)
        ours.close()
        with pytest.raises(OSError, match=r"."):
            finish()


def test_what_a_handshake_uses_is_freed_when_it_is_through(choosing: Context) -> None:
    groups = choosing.groups
    with groups as members, groups as again:
        assert again == members
        groups.close()
        # The others are still at it.
        assert all(group.key.pointer for group in members)
        with groups as late:
            assert late == ()
        assert all(group.key.pointer for group in members)
    for group in members:
        with pytest.raises(ValueError, match="closed"):
            group.key.pointer  # noqa: B018 - asking is what fails
    groups.close()
