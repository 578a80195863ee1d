"""Lines about the server name that a client asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from s_server.output.text.pieces import Piece, Style, out

if TYPE_CHECKING:
    from s_server import events

_UNPRINTABLE = re.compile(rb"[^ -~]")


def second_name_added(_: events.SecondNameAdded, __: Style) -> list[Piece]:
    """Answer the line that tells of a second context."""
    return [out("Setting secondary ctx parameters")]


def name_asked(event: events.NameAsked, _: Style) -> list[Piece]:
    """Answer the name, and that the connection goes to a context of its own."""
    shown = _UNPRINTABLE.sub(lambda found: b"\\x%02x" % found[0][0], event.name)
    pieces = [out(b'Hostname in TLS extension: "' + shown + b'"')]
    if event.found:
        pieces.append(out("Switching server context."))
    return pieces
