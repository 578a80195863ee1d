"""The list of options is complete, laid out as the C program's, and not its text."""

from __future__ import annotations

import re

import pytest

from s_server.options.help import help_text
from s_server.options.row import Section
from s_server.options.table import OPTIONS

from .program import their_options

LINES = help_text().splitlines()
LINE = re.compile(r" -(?P<name>[\w-]+)(?: (?P<word>\S+))? +(?P<help>.*)")


def _rows(lines: list[str]) -> list[re.Match[str]]:
    return [match for line in lines if (match := LINE.fullmatch(line))]


def test_it_opens_as_theirs() -> None:
    assert LINES[:3] == ["Usage: s_server [options]", "", "General options:"]


def test_every_section_stands_in_order_once() -> None:
    assert [line for line in LINES if line.endswith("options:")] == [
        f"{section}:" for section in Section
    ]


def test_every_option_stands_in_order_with_its_words() -> None:
    rows = _rows(LINES)
    assert [row["name"] for row in rows] == [option.name for option in OPTIONS]
    for row, option in zip(rows, OPTIONS, strict=True):
        assert (row["word"] or "") == (option.argument or option.kind.value)
        assert row["help"] == option.help


def test_the_columns_are_theirs() -> None:
    (theirs,) = (row for row in _rows(their_options()) if row["name"] == "port")
    (ours,) = (row for row in _rows(LINES) if row["name"] == "port")
    assert ours.start("help") == theirs.start("help")
    assert max(map(len, LINES)) <= 100


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_help_is_a_line_of_our_own_voice(option: object) -> None:
    (text,) = (row.help for row in OPTIONS if row is option)
    assert text
    assert not text.endswith(".")
    assert "\n" not in text
    first = text.split()[0]
    assert first.islower() or any(c.isupper() for c in first[:3])


def test_no_help_is_theirs() -> None:
    theirs = {row["help"].strip(". ").lower() for row in _rows(their_options())}
    assert [option.name for option in OPTIONS if option.help.lower() in theirs] == []
