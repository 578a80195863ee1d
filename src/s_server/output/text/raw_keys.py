"""Lines about raw public keys, in the place of certificates or expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.output.text.pieces import Piece, out

if TYPE_CHECKING:
    from s_server.events import Facts

_TAIL = 12
"""Bytes of a key that are shown, its last ones."""


def raw_key_lines(facts: Facts) -> list[Piece]:
    """Answer which side showed a raw public key, and the client's."""
    found = facts.raw_keys
    if found is None:
        return []
    pieces = []
    if found.server:
        pieces.append(out("Server-to-client raw public key negotiated"))
    if found.client:
        pieces.append(out("Client-to-server raw public key negotiated"))
    if found.client_key is not None:
        pieces.append(out("Client raw public key"))
        pieces.append(out(found.client_key.rstrip(b"\n")))
    return pieces


def expected_key_line(facts: Facts) -> list[str]:
    """Answer which expected key the client has, as if a TLSA record had named it."""
    found = facts.expected_key
    if found is None:
        return []
    numbers = f"{found.usage} {found.selector} {found.matching}"
    dots = "..." if len(found.data) > _TAIL else ""
    data = f"{dots}{found.data[-_TAIL:].hex()}"
    if facts.raw_keys is not None and facts.raw_keys.client_key is not None:
        what = "peer raw public key"
    else:
        kind = "TA" if found.depth else "EE"
        what = f"{kind} certificate at depth {found.depth}"
    return [f"DANE TLSA {numbers} {data} matched the {what}"]
