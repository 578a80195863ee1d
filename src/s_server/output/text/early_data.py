"""The lines on TLS 1.3 early data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.output.text.pieces import Piece, Stream, Style, out

if TYPE_CHECKING:
    from s_server import events


def received(event: events.EarlyDataReceived, _: Style) -> list[Piece]:
    """Answer a piece of the data, with a title before the first."""
    title = [out("Early data received:")] if event.is_first else []
    return [*title, Piece(Stream.RAW, event.data)]


def ended(event: events.EarlyDataEnded, _: Style) -> list[Piece]:
    """Answer how it ended."""
    if event.came:
        return [out(""), out("End of early data")]
    if event.was_rejected:
        return [out("Early data was rejected")]
    return [out("No early data received")]
