"""The lines on stapled OCSP responses; tests/compat compares them with C's."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from s_server import events
from s_server.events import StatusProblem
from s_server.libssl.load import Release
from s_server.output.text import status
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO, lines

OLD, NEW = Style(release=Release.V3_0), Style(release=Release.V3_6)


@dataclass(frozen=True)
class Said:
    """A response in words."""

    text: bytes
    octets: bytes = b""


ONE, TWO = Said(b"one\n"), Said(b"two\n")


def test_what_is_asked_for() -> None:
    pieces = status.status_asked(events.StatusAsked(connection=INFO), OLD)
    assert lines(pieces, Stream.ERR) == ["cert_status: callback called"]
    event = events.ResponderNamed(connection=INFO, url="http://h/")
    pieces = status.responder_named(event, OLD)
    assert lines(pieces, Stream.ERR) == ["cert_status: AIA URL: http://h/"]


@pytest.mark.parametrize("problem", StatusProblem)
def test_why_there_is_none(problem: StatusProblem) -> None:
    bare = events.StatusMissing(connection=INFO, problem=problem)
    assert all(
        line.startswith(("cert_status: ", "Error querying"))
        for line in lines(status.status_missing(bare, OLD), Stream.ERR)
    )
    event = events.StatusMissing(
        connection=INFO, problem=problem, place="here", reason="it is bad"
    )
    assert lines(status.status_missing(event, OLD), Stream.ERR)[-1] == (
        "s_server: here: it is bad"
    )


def test_files_have_names_since_3_6() -> None:
    event = events.StatusMissing(
        connection=INFO, problem=StatusProblem.NO_FILE, place="x.der"
    )
    shown = [lines(status.status_missing(event, s), Stream.ERR) for s in (OLD, NEW)]
    assert shown == [
        ["cert_status: Cannot open OCSP response file"],
        ["cert_status: Cannot open OCSP response file x.der"],
    ]


@pytest.mark.parametrize(
    ("style", "responses", "expected"),
    [
        (OLD, (ONE,), ["cert_status: ocsp response sent:", "one"]),
        (OLD, (None,), []),
        (NEW, (ONE,), ["cert_status: ocsp response sent:",
                       "cert_status: number of responses: 1", "one"]),
        (NEW, (None, TWO), ["cert_status: ocsp response sent:",
                            "cert_status: number of responses: 2",
                            "cert_status: no ocsp response for certificate with "
                            "index 0", "two"]),
    ],
)  # fmt: skip
def test_what_goes_out(
    style: Style, responses: tuple[Said | None, ...], expected: list[str]
) -> None:
    event = events.StatusStapled(connection=INFO, responses=responses)
    assert lines(status.status_stapled(event, style), Stream.ERR) == expected
