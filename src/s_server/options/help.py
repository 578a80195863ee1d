"""The text of ``-help``: every option of the table, by section."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from s_server.options.row import Option

_COLUMN = 28


def help_text() -> str:
    """Write the list of options, laid out as the C program lays out its own."""
    lines = ["Usage: s_server [options]"]
    for section, rows in groupby(OPTIONS, key=lambda option: option.section):
        lines += ["", f"{section}:"]
        lines += [_line(option) for option in rows]
    return "\n".join(lines) + "\n"


def _line(option: Option) -> str:
    word = option.argument or option.kind.value
    left = f" -{option.name} {word}".rstrip()
    if len(left) >= _COLUMN:
        left += "\n"
        return f"{left}{' ' * _COLUMN}{option.help}"
    return f"{left:{_COLUMN}}{option.help}"
