"""The lines on lists of revoked certificates, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.output.text.pieces import Piece, Style, err

if TYPE_CHECKING:
    from s_server import events


def missing_list(event: events.RevocationListMissing, _: Style) -> list[Piece]:
    """Answer the C program's line, and the reason, which it has no words for."""
    return [
        err("Unable to load CRL via CDP"),
        err(f"s_server: {event.place}: {event.reason}"),
    ]
