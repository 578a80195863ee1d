"""What is told of raw public keys."""

from __future__ import annotations

import pytest

from s_server.events import ExpectedKeyMatch, RawPublicKeys
from s_server.libssl.load import Release
from s_server.output.text.brief import brief_summary
from s_server.output.text.pieces import Stream, Style, out
from s_server.output.text.raw_keys import expected_key_line, raw_key_lines
from tests.output.facts import PlainFacts, lines

BOTH = RawPublicKeys(server=True, client=True, client_key=b"  Public-Key\n  pub\n")
DATA = bytes(range(20))


def match(depth: int = 0, data: bytes = DATA) -> ExpectedKeyMatch:
    return ExpectedKeyMatch(usage=3, selector=1, matching=0, data=data, depth=depth)


def test_each_side() -> None:
    assert raw_key_lines(PlainFacts()) == []
    server = RawPublicKeys(server=True, client=False, client_key=None)
    assert raw_key_lines(PlainFacts(raw_keys=server)) == [
        out("Server-to-client raw public key negotiated")
    ]
    assert raw_key_lines(PlainFacts(raw_keys=BOTH)) == [
        out("Server-to-client raw public key negotiated"),
        out("Client-to-server raw public key negotiated"),
        out("Client raw public key"),
        out("  Public-Key\n  pub"),
    ]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (PlainFacts(raw_keys=BOTH, expected_key=match()), "peer raw public key"),
        (PlainFacts(expected_key=match()), "EE certificate at depth 0"),
        (PlainFacts(expected_key=match(1)), "TA certificate at depth 1"),
    ],
)
def test_which_key_was_expected(facts: PlainFacts, words: str) -> None:
    assert expected_key_line(facts) == [
        f"DANE TLSA 3 1 0 ...08090a0b0c0d0e0f10111213 matched the {words}"
    ]


def test_nothing_is_left_out_of_a_short_one() -> None:
    assert expected_key_line(PlainFacts()) == []
    facts = PlainFacts(expected_key=match(data=b"\xab"))
    assert expected_key_line(facts)[0].startswith("DANE TLSA 3 1 0 ab matched")


def test_in_brief() -> None:
    facts = PlainFacts(
        raw_keys=BOTH,
        peer_signature=("SHA256", "ecdsa_secp256r1_sha256"),
        expected_key=match(),
    )
    said = lines(brief_summary(facts, Style(release=Release.V4_0)), Stream.ERR)
    at = said.index("Peer used raw public key")
    assert said[at + 1 : at + 3] == [
        "Signature type: ecdsa_secp256r1_sha256",
        "Verification: OK",
    ]
    assert said[at + 3].startswith("DANE TLSA")
