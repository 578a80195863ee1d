"""The lines on handshakes after the first one."""

from __future__ import annotations

from s_server import events
from s_server.errors import QueueEntry
from s_server.libssl.load import Release
from s_server.output.text import renegotiation
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO, PlainCertificate, PlainFacts, lines

STYLE = Style(release=Release.V3_0)
QUEUE = (
    QueueEntry(
        code=1, library="l", function="f", reason="r", file="c", line=2, data="d"
    ),
)
REASON = "0000000000000000:error:00000001:l:f:r:c:2:d"


def test_a_started_handshake_tells_its_result_and_what_was_refused() -> None:
    asked = events.HandshakeAsked(connection=INFO, result=1, queue=QUEUE)
    pieces = renegotiation.asked(asked, STYLE)
    assert lines(pieces, Stream.OUT) == ["SSL_do_handshake -> 1"]
    assert lines(pieces, Stream.ERR) == [REASON]
    failed = events.HandshakeAsked(connection=INFO, result=-1)
    pieces = renegotiation.asked(failed, STYLE)
    assert lines(pieces, Stream.OUT) == ["SSL_do_handshake -> -1"]
    assert lines(pieces, Stream.ERR) == []


def test_a_request_that_cannot_be_made() -> None:
    refused = events.RequestRefused(connection=INFO, queue=QUEUE)
    pieces = renegotiation.refused(refused, STYLE)
    assert lines(pieces, Stream.OUT) == ["Failed to initiate request"]
    assert lines(pieces, Stream.ERR) == [REASON]


def test_a_renegotiation_for_the_page() -> None:
    asked = events.RenegotiationAsked(connection=INFO, result=0)
    pieces = renegotiation.renegotiation_asked(asked, STYLE)
    assert lines(pieces, Stream.OUT) == ["SSL_renegotiate -> 0"]


def test_the_new_certificate_and_what_came_of_verifying_it() -> None:
    facts = PlainFacts(client_certificate=PlainCertificate())
    done = events.HandshakeRepeated(connection=INFO, facts=facts)
    shown = lines(renegotiation.repeated(done, STYLE), Stream.OUT)
    assert shown[0] == "Client certificate"
    assert "subject=titled subject 82031f" in shown
    assert shown[-1] == "Verification: OK"
    facts.verify_code, facts.verify_words = 18, "self-signed certificate"
    shown = lines(renegotiation.repeated(done, STYLE), Stream.OUT)
    assert shown[-1] == "Verification error: self-signed certificate"


def test_without_a_certificate_there_is_nothing_to_tell() -> None:
    done = events.HandshakeRepeated(connection=INFO, facts=PlainFacts())
    assert renegotiation.repeated(done, STYLE) == []
