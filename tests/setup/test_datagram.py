"""DTLS is set up with cookies, by UDP and by SCTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Dtls
from s_server.errors import UsageError
from s_server.libssl.constants import SslCtrl, SslMode
from s_server.libssl.context import Context
from s_server.libssl.ffi import ffi
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


def test_sctp_has_cookies_of_its_own(dtls: Context) -> None:
    datagram.apply(dtls, Dtls(version="DTLS", sctp=True))
    assert dtls.baker is None
    with pytest.raises(UsageError, match=r"MTU too small"):
        datagram.apply(dtls, Dtls(version="DTLS", sctp=True, mtu=255))


@pytest.mark.parametrize("asked", [True, False])
def test_the_label_of_old(dtls: Context, *, asked: bool) -> None:
    datagram.apply(dtls, Dtls(version="DTLS", sctp=True, sctp_label_bug=asked))
    control = dtls.library.functions.SSL_CTX_ctrl
    modes = control(dtls.pointer, SslCtrl.MODE, 0, ffi.NULL)
    assert bool(modes & SslMode.DTLS_SCTP_LABEL_LENGTH_BUG) is asked
