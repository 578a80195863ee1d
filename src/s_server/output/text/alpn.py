"""How an application protocol was chosen, as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from s_server.output.text.pieces import out

if TYPE_CHECKING:
    from s_server.events import AlpnOffered, AlpnSelected, Facts
    from s_server.output.text.pieces import Piece, Style

_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


def alpn_offered(event: AlpnOffered, _: Style) -> list[Piece]:
    """Answer the line of what the client offers."""
    names = b", ".join(map(shown, event.protocols))
    return [out(b"ALPN protocols advertised by the client: " + names)]


def alpn_selected(event: AlpnSelected, _: Style) -> list[Piece]:
    """Answer the line of what we chose."""
    return [out(b"ALPN protocols selected: " + shown(event.protocol))]


def next_protocol_line(facts: Facts) -> list[bytes]:
    """Answer the line of what the client chose by NPN, if it did."""
    name = facts.next_protocol
    return [b"NEXTPROTO is " + shown(name)] if name else []


def shown(name: bytes) -> bytes:
    """Write control characters as numbers: the name is the client's (a difference)."""
    return _CONTROL.sub(lambda found: b"\\x%02x" % found[0][0], name)
