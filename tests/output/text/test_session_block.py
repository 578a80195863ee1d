"""The block after a handshake at the console (behaviour.md 2.6, 8.1)."""

from __future__ import annotations

import pytest

from s_server.config import Export
from s_server.libssl.load import Release
from s_server.output.text.pieces import Stream, Style
from s_server.output.text.session_block import session_block
from tests.output.facts import PlainFacts, lines, tls_1_2


def block(facts: PlainFacts, release: Release = Release.V3_0) -> list[str]:
    pieces = session_block(facts, Style(release=release))
    assert {piece.stream for piece in pieces} == {Stream.OUT}
    return lines(pieces, Stream.OUT)


def test_tls_1_3_without_a_client_certificate() -> None:
    assert block(PlainFacts()) == [
        "-----BEGIN SSL SESSION PARAMETERS-----",
        "AA==",
        "-----END",
        "Shared ciphers:A:B",
        "Signature Algorithms: ECDSA+SHA256:ed25519:0x0905",
        "Shared Signature Algorithms: ECDSA+SHA256",
        "Supported groups: x25519:0x1A1A",
        "Shared groups: x25519",
        "CIPHER is TLS_AES_256_GCM_SHA384",
        "Secure Renegotiation IS supported",
    ]


@pytest.mark.parametrize(
    ("release", "flags"),
    [(Release.V1_1_1, "82031f"), (Release.V3_0, "82031f"), (Release.V4_0, "20312")],
)
def test_a_client_certificate(release: Release, flags: str) -> None:
    blank = [""] if release < Release.V3_0 else []
    expected = [
        "Client certificate",
        "-----BEGIN CERTIFICATE-----",
        "MII",
        "-----END CERTIFICATE-----",
        f"subject=titled subject {flags}",
        *blank,
        f"issuer=titled issuer {flags}",
        *blank,
    ]
    assert block(tls_1_2(), release)[3 : 3 + len(expected)] == expected


def test_a_resumed_session() -> None:
    facts = PlainFacts(
        version="TLSv1.2",
        reused=True,
        shared_ciphers=None,
        signature_schemes=(),
        shared_signature_schemes=(),
        groups=(),
        renegotiation_disabled=True,
    )
    assert block(facts)[3:] == [
        "CIPHER is TLS_AES_256_GCM_SHA384",
        "Reused session-id",
        "Secure Renegotiation IS supported",
        "Renegotiation is DISABLED",
    ]


def test_releases_differ_in_these_lines_only() -> None:
    old, new = block(PlainFacts(), Release.V1_1_1), block(PlainFacts(), Release.V3_2)
    assert [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]] == [
        (
            "Signature Algorithms: ECDSA+SHA256:Ed25519:0x0905",
            "Signature Algorithms: ECDSA+SHA256:ed25519:0x0905",
        ),
        ("Supported Elliptic Groups: x25519:0x1A1A", "Supported groups: x25519:0x1A1A"),
        ("Shared Elliptic groups: x25519", "Shared groups: x25519"),
        (
            "Secure Renegotiation IS supported",
            "This TLS version forbids renegotiation.",
        ),
    ]


def test_no_cipher_is_told() -> None:
    assert "CIPHER is (NONE)" in block(PlainFacts(cipher=None))


def test_what_extensions_agreed_on_and_what_was_exported() -> None:
    facts = PlainFacts(
        next_protocol=b"h2",
        srtp_profile="SRTP_AEAD_AES_128_GCM",
        reused=True,
        renegotiation_disabled=True,
        material=b"\xab" * 20,
    )
    style = Style(release=Release.V3_0, export=Export(label="EXPORTER-foo", length=2))
    assert lines(session_block(facts, style), Stream.OUT)[-10:] == [
        "CIPHER is TLS_AES_256_GCM_SHA384",
        "NEXTPROTO is h2",
        "SRTP Extension negotiated, profile=SRTP_AEAD_AES_128_GCM",
        "Reused session-id",
        "Secure Renegotiation IS supported",
        "Renegotiation is DISABLED",
        "Keying material exporter:",
        "    Label: 'EXPORTER-foo'",
        "    Length: 2 bytes",
        "    Keying material: ABAB",
    ]
