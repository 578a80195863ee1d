"""The lines on OCSP responses that are stapled; all begin with ``cert_status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import StatusProblem
from s_server.libssl.load import Release
from s_server.output.text.pieces import Piece, Stream, Style, err

if TYPE_CHECKING:
    from s_server import events

_WORDS = {
    StatusProblem.NO_RESPONDER: "no AIA and no default responder URL",
    StatusProblem.BAD_ADDRESS: "can't parse AIA URL",
    StatusProblem.NO_ISSUER: "Can't retrieve issuer certificate.",
    StatusProblem.NO_ANSWER: "error querying responder",
    StatusProblem.NO_FILE: "Cannot open OCSP response file",
    StatusProblem.BAD_FILE: "Error reading OCSP response",
}
_LATER_WORDS = {
    StatusProblem.NO_FILE: "Cannot open OCSP response file {place}",
    StatusProblem.BAD_FILE: "Error reading OCSP response from file {place}",
}


def status_asked(_: events.StatusAsked, __: Style) -> list[Piece]:
    """Answer that a client asks (-status_verbose)."""
    return [_line("callback called")]


def responder_named(event: events.ResponderNamed, _: Style) -> list[Piece]:
    """Answer which responder the certificate names (-status_verbose)."""
    return [_line(f"AIA URL: {event.url}")]


def status_missing(event: events.StatusMissing, style: Style) -> list[Piece]:
    """Answer why there is no response for a certificate."""
    problem = event.problem
    words = _WORDS[problem]
    if style.release >= Release.V3_6 and problem in _LATER_WORDS:
        words = _LATER_WORDS[problem].format(place=event.place)
    pieces = [_line(words)]
    if problem is StatusProblem.NO_ANSWER:
        pieces.insert(0, err("Error querying OCSP responder"))
    if event.reason:
        pieces.append(err(f"s_server: {event.place}: {event.reason}"))
    return pieces


def status_stapled(event: events.StatusStapled, style: Style) -> list[Piece]:
    """Answer the responses that go out (-status_verbose)."""
    if style.release < Release.V3_6:
        return [
            piece
            for response in event.responses
            if response is not None
            for piece in (_line("ocsp response sent:"), _words(response))
        ]
    pieces = [
        _line("ocsp response sent:"),
        _line(f"number of responses: {len(event.responses)}"),
    ]
    for index, response in enumerate(event.responses):
        if response is None:
            pieces.append(_line(f"no ocsp response for certificate with index {index}"))
        else:
            pieces.append(_words(response))
    return pieces


def _line(words: str) -> Piece:
    return err(f"cert_status: {words}")


def _words(response: events.OcspResponse) -> Piece:
    return Piece(Stream.ERR, response.text)
