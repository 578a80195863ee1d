"""The lines about exported keying material (behaviour.md 2.6, 8.8)."""

from __future__ import annotations

from s_server.config import Export
from s_server.output.text.export import export_lines
from tests.output.facts import PlainFacts

FACTS = PlainFacts(material=bytes(range(0xA0, 0xB4)))


def test_nobody_asks() -> None:
    assert export_lines(FACTS, None) == []
    assert export_lines(FACTS, Export(length=16)) == []


def test_what_was_exported() -> None:
    assert export_lines(FACTS, Export(label="EXPORTER-foo")) == [
        "Keying material exporter:",
        "    Label: 'EXPORTER-foo'",
        "    Length: 20 bytes",
        "    Keying material: A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3",
    ]


def test_an_export_that_fails() -> None:
    assert export_lines(PlainFacts(), Export(label="x", length=3)) == [
        "Keying material exporter:",
        "    Label: 'x'",
        "    Length: 3 bytes",
        "    Error",
    ]
