"""Names of schemes, groups and point formats in each release's words."""

from __future__ import annotations

import pytest

from s_server.events import SignatureScheme
from s_server.libssl.load import Release
from s_server.output.text.schemes import (
    group_lines,
    group_names,
    point_format_lines,
    scheme_lines,
    scheme_name,
)
from tests.output.facts import PlainFacts


@pytest.mark.parametrize(
    ("scheme", "old", "new"),
    [
        (SignatureScheme(0x0403, "ECDSA", "SHA256"), "ECDSA+SHA256", "ECDSA+SHA256"),
        (SignatureScheme(0x0804, "RSA-PSS", "SHA256"), "RSA-PSS+SHA256", None),
        (SignatureScheme(0x0807, "Ed25519", ""), "Ed25519", "ed25519"),
        (SignatureScheme(0x0808, "Ed448", ""), "Ed448", "ed448"),
        (
            SignatureScheme(0x0809, "RSA-PSS", "SHA256"),
            "RSA-PSS+SHA256",
            "rsa_pss_pss_sha256",
        ),
        (
            SignatureScheme(0x081A, "", ""),
            "0x081A",
            "ecdsa_brainpoolP256r1_sha256",
        ),
        (SignatureScheme(0x0905, "", ""), "0x0905", "0x0905"),
        # A provider's, known by name since 3.5.
        (SignatureScheme(0x0905, "id-ml-dsa-65", ""), "id-ml-dsa-65", "id-ml-dsa-65"),
    ],
)
def test_a_scheme_has_its_releases_name(
    scheme: SignatureScheme, old: str, new: str | None
) -> None:
    assert scheme_name(scheme, Release.V1_1_1) == old
    for release in (Release.V3_0, Release.V3_2, Release.V3_5):
        assert scheme_name(scheme, release) == (new or old)


def test_an_empty_list_has_no_line() -> None:
    facts = PlainFacts(signature_schemes=(), shared_signature_schemes=())
    assert scheme_lines(facts, Release.V3_0) == []
    assert scheme_lines(PlainFacts(shared_signature_schemes=()), Release.V3_0) == [
        "Signature Algorithms: ECDSA+SHA256:ed25519:0x0905"
    ]


def test_an_unknown_group_is_its_number() -> None:
    assert group_names(("x25519", 0x1A1A, 0x0011)) == "x25519:0x1A1A:0x0011"


def test_group_lines() -> None:
    facts = PlainFacts()
    assert group_lines(facts, Release.V1_1_1) == [
        "Supported Elliptic Groups: x25519:0x1A1A",
        "Shared Elliptic groups: x25519",
    ]
    assert group_lines(facts, Release.V3_0) == [
        "Supported groups: x25519:0x1A1A",
        "Shared groups: x25519",
    ]
    none = PlainFacts(shared_groups=())
    assert group_lines(none, Release.V3_0)[1] == "Shared groups: NONE"
    assert group_lines(PlainFacts(groups=()), Release.V3_0) == []


def test_point_formats() -> None:
    assert point_format_lines(PlainFacts()) == []
    assert point_format_lines(PlainFacts(point_formats=b"\0\1\2\x05")) == [
        "Supported Elliptic Curve Point Formats: uncompressed:"
        "ansiX962_compressed_prime:ansiX962_compressed_char2:unknown(5)"
    ]
