"""Lines on what was agreed that the block and the page share."""

from __future__ import annotations

import pytest

from s_server.libssl.load import Release
from s_server.output.text.negotiated import offer_lines, renegotiation_line
from s_server.output.text.pieces import Style
from tests.output.facts import PlainFacts, tls_1_2

STYLE = Style(release=Release.V3_0)
SUPPORTED = "Secure Renegotiation IS supported"
FORBIDDEN = "This TLS version forbids renegotiation."


def test_all_lines_in_order() -> None:
    assert offer_lines(tls_1_2(), STYLE, points=True) == [
        "Signature Algorithms: ECDSA+SHA256:ed25519:0x0905",
        "Shared Signature Algorithms: ECDSA+SHA256",
        "Peer signing digest: SHA256",
        "Peer signature type: RSA-PSS",
        "Supported Elliptic Curve Point Formats: uncompressed:"
        "ansiX962_compressed_prime:ansiX962_compressed_char2:unknown(3)",
        "Supported groups: x25519:0x1A1A",
        "Shared groups: x25519",
        "---",
        "Acceptable server certificate CA names",
        "CN = One 82031f",
        "CN = Two 82031f",
    ]


def test_the_page_has_no_point_formats() -> None:
    shown = offer_lines(tls_1_2(), STYLE, points=False)
    assert not any("Point Formats" in line for line in shown)


def test_a_client_that_offered_nothing_has_no_lines() -> None:
    bare = PlainFacts(signature_schemes=(), shared_signature_schemes=(), groups=())
    assert offer_lines(bare, STYLE, points=True) == []


@pytest.mark.parametrize(
    ("version", "release", "line"),
    [
        ("TLSv1.2", Release.V1_1_1, SUPPORTED),
        ("TLSv1.2", Release.V4_0, SUPPORTED),
        ("TLSv1.3", Release.V1_1_1, SUPPORTED),
        ("TLSv1.3", Release.V3_0, SUPPORTED),
        ("TLSv1.3", Release.V3_2, FORBIDDEN),
        ("TLSv1.3", Release.V4_0, FORBIDDEN),
    ],
)
def test_renegotiation(version: str, release: Release, line: str) -> None:
    assert renegotiation_line(PlainFacts(version=version), release) == line


def test_no_secure_renegotiation() -> None:
    facts = PlainFacts(version="TLSv1.2", secure_renegotiation=False)
    line = renegotiation_line(facts, Release.V3_0)
    assert line == "Secure Renegotiation IS NOT supported"
