"""Everything that a browser offers is shown, GREASE marked, the unknown as numbers."""

from __future__ import annotations

import pytest

from s_server.libssl.load import Release
from s_server.output.status_page import page
from s_server.output.text.brief import brief_summary
from s_server.output.text.client_hello import hello_lines
from s_server.output.text.pieces import Stream, Style
from s_server.output.text.session_block import session_block
from s_server.wire.client_hello import ClientHello
from s_server.wire.codes import CipherSuite
from s_server.wire.extensions import Extension
from s_server.wire.first_flight import first_client_hello
from tests.explain.own import EMPTY, PlainOwn
from tests.kit.hellos import Recorded, recorded
from tests.output.facts import PlainFacts, lines

SHOWN = Style(release=Release.V3_0, client_hello=True)
TITLES = [
    *("Client JA3", "Client JA4", "Client versions", "Client cipher suites"),
    *("Client groups", "Client signature schemes", "Client extensions"),
    "Common cipher suites",
]


def facts() -> PlainFacts:
    """A handshake with suites nobody knows in it."""
    suites = tuple(map(CipherSuite, (0x0A0A, 0x1301, 0xFEFE)))
    hello = ClientHello(
        0x0303, bytes(32), cipher_suites=suites,
        extensions=(Extension(0x1A1A, b""), Extension(43, b"\2\3\4"),
                    Extension(0xFE00, b"")),
    )  # fmt: skip
    own = PlainOwn(offer=EMPTY)
    return PlainFacts(client_hello=hello, own=own)


def test_the_unknown_is_a_number_and_grease_is_marked() -> None:
    found = dict(line.split(": ", 1) for line in hello_lines(facts()))
    assert list(found) == TITLES
    assert found["Client cipher suites"] == (
        "GREASE 0x0a0a, TLS_AES_128_GCM_SHA256, 0xfefe"
    )
    assert found["Client extensions"] == "GREASE 0x1a1a, supported_versions, 0xfe00"
    assert found["Client versions"] == "TLS 1.3"
    assert found["Client groups"] == found["Common cipher suites"] == "none"


@pytest.mark.parametrize("one", recorded(), ids=lambda one: one.client)
def test_fingerprints_of_real_clients_are_wiresharks(one: Recorded) -> None:
    hello = first_client_hello(one.data, dtls=one.dtls)
    told = hello_lines(PlainFacts(client_hello=hello))
    assert [line.partition(":")[0] for line in told] == TITLES
    wireshark = one.wireshark
    assert told[0] == f"Client JA3: {wireshark['ja3']}"
    assert told[1] == f"Client JA4: {wireshark['ja4']}"


def test_lines_stand_at_the_end_of_what_is_told() -> None:
    last = hello_lines(facts())[-1]
    assert lines(session_block(facts(), SHOWN), Stream.OUT)[-1] == last
    assert lines(brief_summary(facts(), SHOWN), Stream.ERR)[-1] == last
    words = page(facts(), words=(), counters=(0,) * 13, style=SHOWN).decode()
    assert "---\nClient JA3: " in words
    assert f"{last}\n---\nNew, TLSv1.3" in words


def test_nothing_is_told_unasked() -> None:
    plain = Style(release=Release.V3_0)
    for told in (session_block(facts(), plain), brief_summary(facts(), plain)):
        assert not any(b"JA3" in piece.data for piece in told)
    assert b"JA3" not in page(facts(), words=(), counters=(0,) * 13, style=plain)
    assert hello_lines(PlainFacts()) == []
