"""Lines on what was agreed that the session block and the status page share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release
from s_server.output.text.schemes import (
    group_lines,
    key_name,
    point_format_lines,
    scheme_lines,
)

if TYPE_CHECKING:
    from s_server.events import Facts
    from s_server.output.text.pieces import Style


def offer_lines(facts: Facts, style: Style, *, points: bool) -> list[str]:
    """Answer the lines on schemes, signature, point formats, groups, authorities."""
    lines = scheme_lines(facts, style.release)
    digest, key = facts.peer_signature
    if digest:
        lines.append(f"Peer signing digest: {digest}")
    if key:
        lines.append(f"Peer signature type: {key_name(key, style.release)}")
    if points:
        lines += point_format_lines(facts)
    lines += group_lines(facts, style.release)
    names = facts.client_authorities(style.name_flags)
    if names:
        lines += ["---", "Acceptable server certificate CA names"]
        lines += [name.decode(errors="surrogateescape") for name in names]
    return lines


def renegotiation_line(facts: Facts, release: Release) -> str:
    """Answer what is said on RFC 5746."""
    if facts.version == "TLSv1.3" and release >= Release.V3_2:
        return "This TLS version forbids renegotiation."
    word = "IS" if facts.secure_renegotiation else "IS NOT"
    return f"Secure Renegotiation {word} supported"
