"""Protocols reach the context, and every context answers with the first one's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.config import Alpn, Npn
from s_server.libssl.ffi import ffi
from s_server.setup import alpn

if TYPE_CHECKING:
    from s_server.libssl.context import Context

PROTOCOLS = (b"h2", b"http/1.1")


def test_nothing_is_asked_for(context: Context) -> None:
    alpn.apply(context, Alpn(), Npn())
    assert context.protocols == ()
    assert context.advertised is None


def test_alpn_alone(context: Context) -> None:
    alpn.apply(context, Alpn(protocols=PROTOCOLS), Npn())
    assert context.protocols == PROTOCOLS
    assert context.advertised is None


def test_npn_alone(context: Context) -> None:
    alpn.apply(context, Alpn(), Npn(protocols=PROTOCOLS))
    assert context.protocols == ()
    wire = bytes(ffi.buffer(context.advertised))
    assert wire[:-1] == b"\x02h2\x08http/1.1"
