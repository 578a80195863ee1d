"""DTLS is set up with cookies, or refused with the option's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Dtls
from s_server.errors import UnsupportedError, UsageError
from s_server.libssl.context import Context
from s_server.setup import datagram
from s_server.setup.cookies import Secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.load import Library


@pytest.fixture
def dtls(library: Library) -> Iterator[Context]:
    with Context(library, datagrams=True) as made:
        yield made


def test_clients_prove_their_address(dtls: Context) -> None:
    datagram.apply(dtls, Dtls(version="DTLS", mtu=256))
    assert isinstance(dtls.baker, Secrets)


def test_tls_is_left_alone(context: Context) -> None:
    datagram.apply(context, Dtls(mtu=1))
    assert context.baker is None


def test_an_mtu_that_is_too_small(dtls: Context) -> None:
    with pytest.raises(UsageError, match=r"MTU too small. Must be at least 256"):
        datagram.apply(dtls, Dtls(version="DTLS", mtu=255))


@pytest.mark.parametrize("name", ["sctp", "sctp_label_bug"])
def test_sctp_is_not_claimed(dtls: Context, name: str) -> None:
    with pytest.raises(UnsupportedError, match="SCTP is not supported"):
        datagram.apply(dtls, Dtls(version="DTLS", **{name: True}))
