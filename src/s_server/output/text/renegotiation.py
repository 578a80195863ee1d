"""The lines on handshakes after the first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.output.text.pieces import Piece, Style, err, out
from s_server.output.text.queue import queue_lines
from s_server.output.text.session_block import certificate_lines

if TYPE_CHECKING:
    from s_server import events


def asked(event: events.HandshakeAsked, style: Style) -> list[Piece]:
    """Answer what came of starting a handshake from the keyboard."""
    pieces = [out(f"SSL_do_handshake -> {event.result}")]
    return [*pieces, *(err(line) for line in queue_lines(event.queue, style))]


def renegotiation_asked(event: events.RenegotiationAsked, _: Style) -> list[Piece]:
    """Answer what came of ``/reneg``."""
    return [out(f"SSL_renegotiate -> {event.result}")]


def refused(event: events.RequestRefused, style: Style) -> list[Piece]:
    """Answer why no certificate can be asked for."""
    pieces = [out("Failed to initiate request")]
    return [*pieces, *(err(line) for line in queue_lines(event.queue, style))]


def repeated(event: events.HandshakeRepeated, style: Style) -> list[Piece]:
    """Answer the client's certificate, and what came of verifying it."""
    pieces = certificate_lines(event.facts, style)
    if pieces:
        code, words = event.facts.verify_code, event.facts.verify_words
        said = f"Verification error: {words}" if code else "Verification: OK"
        pieces.append(out(said))
    return pieces
