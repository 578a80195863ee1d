"""The lines about application protocols."""

from __future__ import annotations

import pytest

from s_server.events import AlpnOffered, AlpnSelected
from s_server.libssl.load import Release
from s_server.output.text.alpn import (
    alpn_offered,
    alpn_selected,
    next_protocol_line,
    shown,
)
from s_server.output.text.pieces import Style, out
from tests.output.facts import INFO, PlainFacts

STYLE = Style(release=Release.V3_0)


@pytest.mark.parametrize(
    ("protocols", "line"),
    [
        ((b"h2",), b"h2"),
        ((b"h2", b"http/1.1"), b"h2, http/1.1"),
        ((b"a\nb", b"\xc3\xa9"), b"a\\x0ab, \xc3\xa9"),
    ],
)
def test_what_the_client_offers(protocols: tuple[bytes, ...], line: bytes) -> None:
    event = AlpnOffered(connection=INFO, protocols=protocols)
    before = b"ALPN protocols advertised by the client: "
    assert alpn_offered(event, STYLE) == [out(before + line)]


def test_what_we_chose() -> None:
    event = AlpnSelected(connection=INFO, protocol=b"h2")
    assert alpn_selected(event, STYLE) == [out("ALPN protocols selected: h2")]


def test_what_the_client_chose_by_npn() -> None:
    assert next_protocol_line(PlainFacts()) == []
    chosen = PlainFacts(next_protocol=b"spdy/1\r")
    assert next_protocol_line(chosen) == [b"NEXTPROTO is spdy/1\\x0d"]


def test_control_characters_are_numbers() -> None:
    assert not set(shown(bytes(range(256)))) & {*range(32), 127}
    assert shown(b"\0\x1b[2J\x7f~ ") == b"\\x00\\x1b[2J\\x7f~ "
