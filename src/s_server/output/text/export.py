"""Exported keying material as lines (RFC 5705)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s_server.config import Export
    from s_server.events import Facts


def export_lines(facts: Facts, export: Export | None) -> list[str]:
    """Answer the lines of what -keymatexport asks for; nothing without it."""
    if export is None or export.label is None:
        return []
    material = facts.exported(export.label, export.length)
    return [
        "Keying material exporter:",
        f"    Label: '{export.label}'",
        f"    Length: {export.length} bytes",
        "    Error" if material is None else f"    Keying material: {_hex(material)}",
    ]


def _hex(material: bytes) -> str:
    return material.hex().upper()
