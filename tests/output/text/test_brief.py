"""The summary of -brief and -rev (behaviour.md 2.12)."""

from __future__ import annotations

from s_server.config import Export
from s_server.libssl.load import Release
from s_server.output.text.brief import brief_summary
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import PlainFacts, lines, tls_1_2


def summary(facts: PlainFacts, release: Release = Release.V3_0) -> list[str]:
    pieces = brief_summary(facts, Style(release=release))
    assert {piece.stream for piece in pieces} == {Stream.ERR}
    return lines(pieces, Stream.ERR)


def test_without_a_client_certificate() -> None:
    assert summary(PlainFacts()) == [
        "Protocol version: TLSv1.3",
        "Client cipher list: A:B:TLS_EMPTY_RENEGOTIATION_INFO_SCSV:0x1A1A",
        "Ciphersuite: TLS_AES_256_GCM_SHA384",
        "Signature Algorithms: ECDSA+SHA256:ed25519:0x0905",
        "No peer certificate",
        "Supported groups: x25519:0x1A1A",
    ]


def test_the_words_of_other_releases() -> None:
    old = summary(PlainFacts(), Release.V1_1_1)
    assert "Signature Algorithms: ECDSA+SHA256:Ed25519:0x0905" in old
    assert "Supported Elliptic Groups: x25519:0x1A1A" in old
    assert "No peer certificate" in old
    for release in (Release.V3_2, Release.V4_0):
        new = summary(PlainFacts(), release)
        assert "No peer certificate or raw public key" in new


def test_a_client_certificate() -> None:
    assert summary(tls_1_2())[4:] == [
        "Peer certificate: subject 82031f",
        "Hash used: SHA256",
        "Signature type: RSA-PSS",
        "Verification: OK",
        "Supported Elliptic Curve Point Formats: uncompressed:"
        "ansiX962_compressed_prime:ansiX962_compressed_char2:unknown(3)",
        "Supported groups: x25519:0x1A1A",
    ]


def test_what_came_of_verifying() -> None:
    good, bad = tls_1_2(), tls_1_2()
    good.verified_name = "client.example"
    bad.verify_code, bad.verify_words = 18, "self-signed certificate"
    assert "Verified peername: client.example" in summary(good)
    assert "Verification error: self-signed certificate" in summary(bad)
    assert "Verification: OK" not in summary(bad)


def test_a_client_that_offered_little() -> None:
    facts = PlainFacts(cipher=None, groups=(), client_ciphers=())
    facts.signature_schemes = facts.shared_signature_schemes = ()
    assert summary(facts) == [
        "Protocol version: TLSv1.3",
        "Client cipher list: ",
        "Ciphersuite: (NONE)",
        "No peer certificate",
    ]


def test_exported_material_stands_at_the_end() -> None:
    style = Style(release=Release.V3_0, export=Export(label="EXPORTER-foo", length=2))
    pieces = brief_summary(PlainFacts(material=b"\xab" * 20), style)
    assert lines(pieces, Stream.ERR)[-5:] == [
        "Supported groups: x25519:0x1A1A",
        "Keying material exporter:",
        "    Label: 'EXPORTER-foo'",
        "    Length: 2 bytes",
        "    Keying material: ABAB",
    ]
