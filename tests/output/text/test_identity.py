"""Lines about the server's own certificates."""

from __future__ import annotations

import pytest

from s_server import events
from s_server.libssl.constants import ChainCheck
from s_server.libssl.load import Release
from s_server.output.text.dialects import CONSOLE, REVERSE, WEB, Dialect
from s_server.output.text.identity import certificates_compressed, chain_checked
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO, PlainCertificate, lines

STYLE = Style(release=Release.V3_0)
ALL_GOOD = ChainCheck(0xFF3)
WORDS = ["Overall Validity", "Sign with EE key", "EE signature", "CA signature",
         "EE key parameters", "CA key parameters", "Explicitly sign with EE key",
         "Issuer Name", "Certificate Type"]  # fmt: skip


def report(checks: ChainCheck, *, suite_b: bool = False) -> list[str]:
    event = events.ChainChecked(
        connection=INFO,
        number=2,
        certificate=PlainCertificate(),
        checks=checks,
        suite_b=suite_b,
    )
    pieces = chain_checked(event, STYLE)
    assert lines(pieces, Stream.OUT) == []
    return lines(pieces, Stream.ERR)


def test_the_whole_report() -> None:
    assert report(ALL_GOOD) == [
        "Checking cert chain 2:",
        "Subject: subject 82031f",
        *(f"\t{word}: OK" for word in WORDS),
        "\tSuite B: not tested",
    ]


@pytest.mark.parametrize(
    ("bit", "word"),
    list(
        zip((0x1, 0x2, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200, 0x400), WORDS, strict=True)
    ),
)
def test_every_bit_has_its_line(bit: int, word: str) -> None:
    bad = [line for line in report(ChainCheck(ALL_GOOD & ~bit)) if "NOT OK" in line]
    assert bad == [f"\t{word}: NOT OK"]


def test_suite_b_is_told_where_it_was_asked_for() -> None:
    assert report(ALL_GOOD, suite_b=True)[-1] == "\tSuite B: OK"
    assert report(ChainCheck(0), suite_b=True)[-1] == "\tSuite B: NOT OK"


def test_compression() -> None:
    tried, failed = (
        lines(
            certificates_compressed(events.CertificatesCompressed(done=done), STYLE),
            Stream.OUT,
        )
        for done in (True, False)
    )
    assert tried == ["Compressing certificates"]
    assert failed == [*tried, "Error compressing certs on ctx"]


@pytest.mark.parametrize("dialect", [CONSOLE, REVERSE, WEB])
def test_every_mode_tells(dialect: Dialect) -> None:
    assert dialect[events.ChainChecked] is chain_checked
    assert dialect[events.CertificatesCompressed] is certificates_compressed
