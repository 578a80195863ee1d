"""The lines of verification (behaviour.md 4.13, 8.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from s_server.events import CertificateAsked, PolicyReport, VerifyStep
from s_server.libssl.load import Release
from s_server.output.text.pieces import Stream, Style
from s_server.output.text.verification import certificate_asked, verify_step
from tests.output.facts import INFO, PlainCertificate, lines

STYLE = Style(release=Release.V3_0)
QUIET = replace(STYLE, verify_quiet=True)
GOOD = VerifyStep(
    connection=INFO,
    depth=1,
    certificate=PlainCertificate(),
    found=1,
    error=0,
    words="ok",
    answer=1,
    policies=None,
)
REPORT = PolicyReport(explicit=True, authority=b"  Policy: 1\n    None\n", user=None)


def bad(error: int, *, forgiven: bool = True) -> VerifyStep:
    return replace(GOOD, found=0, error=error, words="wrong", answer=int(forgiven))


def said(step: VerifyStep, style: Style = STYLE) -> list[str]:
    pieces = verify_step(step, style)
    assert {piece.stream for piece in pieces} <= {Stream.ERR}
    return lines(pieces, Stream.ERR)


def test_what_was_asked() -> None:
    asked = CertificateAsked(depth=2, required=False)
    assert lines(certificate_asked(asked, STYLE), Stream.ERR) == ["verify depth is 2"]
    asked = CertificateAsked(depth=-1, required=True)
    assert lines(certificate_asked(asked, STYLE), Stream.ERR) == [
        "verify depth is -1, must return a certificate"
    ]


def test_a_step_that_went_well() -> None:
    assert said(GOOD) == ["depth=1 subject 82031f", "verify return:1"]
    assert said(GOOD, QUIET) == []


def test_an_error_is_told_even_when_quiet() -> None:
    error = ["depth=1 subject 82031f", "verify error:num=20:wrong"]
    assert said(bad(20)) == [*error, "verify return:1"]
    assert said(bad(20, forgiven=False)) == error
    assert said(bad(20), QUIET) == error


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (2, "issuer= issuer 82031f"),
        (9, "notBefore=Nov  1 00:00:00 2026 GMT"),
        (13, "notBefore=Nov  1 00:00:00 2026 GMT"),
        (10, "notAfter=Nov  2 00:00:00 2026 GMT"),
        (14, "notAfter=Nov  2 00:00:00 2026 GMT"),
    ],
)
def test_some_errors_say_more_as_long_as_they_are_set(error: int, line: str) -> None:
    assert said(bad(error))[2:] == [line, "verify return:1"]
    assert said(replace(GOOD, error=error))[1:] == [line, "verify return:1"]
    assert said(replace(GOOD, error=error), QUIET) == [line]
    assert said(replace(bad(error), certificate=None))[0] == "depth=1 <no cert>"


def test_policies() -> None:
    report = [
        "Require explicit Policy: True",
        "Authority Policies:",
        "  Policy: 1",
        "    None",
        "User Policies: <empty>",
    ]
    step = replace(GOOD, certificate=None, found=2, answer=2, policies=REPORT)
    assert said(step) == ["depth=1 <no cert>", *report, "verify return:2"]
    assert said(step, QUIET) == []
    assert said(replace(bad(43), policies=REPORT))[2:-1] == report


def test_a_line_of_3_6() -> None:
    newest = replace(STYLE, release=Release.V3_6)
    line = "no OCSP response(s) for certificate(s) found."
    assert line in said(bad(100), newest)
    assert line not in said(bad(100))


def test_names_as_asked_for() -> None:
    assert said(GOOD, replace(STYLE, name_format=0))[0] == "depth=1 subject 0"
