"""Early data as one connection sees it; real clients are in tests/compat."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.libssl import early_data
from s_server.libssl.tls import Outcome, Tls

from .handshake import beside, client_context, insist, pair

if TYPE_CHECKING:
    from s_server.libssl.context import Context

TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
def test_a_client_without_early_data_ends_it_at_once(
    serving: Context, version: ssl.TLSVersion
) -> None:
    early_data.promise(serving, 100)
    early_data.limit(serving, 100)
    pieces: list[bytes] = []

    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:

        def step() -> Outcome:
            outcome, data = early_data.read(tls)
            pieces.append(data)
            return outcome

        finish = beside(lambda: client_context(version).wrap_socket(theirs))
        assert insist(ours, step) is Outcome.CLOSED
        assert not early_data.was_rejected(tls)
        assert insist(ours, tls.handshake) is Outcome.DONE
        finish().close()
    assert b"".join(pieces) == b""


def test_what_is_no_tls_fails(serving: Context) -> None:
    early_data.promise(serving, 100)
    with pair() as (ours, theirs), Tls(serving, ours.fileno()) as tls:
        theirs.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert early_data.read(tls) == (Outcome.FAILED, b"")
