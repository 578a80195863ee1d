"""What became of the C program's known defects: docs/defects.toml as documents.

The table in Markdown, and entries for the manual page.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Path(__file__).resolve().parent.parent / "docs" / "defects.toml"
HEAD = """\
# Defects of the C program

What is known to be wrong with `openssl s_server`, and what became of it here: *mended*;
*mended in part*, where the words say what was kept; *kept* for compatibility; *not
ours*, where OpenSSL's libraries decide.
What is visible of it stands in [Differences](differences.md). Made from `defects.toml`;
a test looks for each of the tests that are named.
"""
COLUMNS = (
    "| no. | defect | verdict | here | shown by |",
    "| --- | --- | --- | --- | --- |",
)


def parts() -> list[dict[str, Any]]:
    """Answer the table: parts with a title, and the defects of each."""
    found: list[dict[str, Any]] = tomllib.loads(TABLE.read_text())["part"]
    return found


def defects() -> str:
    """Answer the table as Markdown."""
    text = [HEAD]
    for part in parts():
        rows = [_row(defect) for defect in part["defect"]]
        text.append("\n".join([f"## {part['title']}\n", *COLUMNS, *rows, ""]))
    return "\n".join(text)


def entries() -> Iterator[tuple[str, str]]:
    """Yield a name and a text for each defect."""
    for part in parts():
        for defect in part["defect"]:
            shown = ", ".join(defect["tests"])
            yield (
                f"{defect['item']}. {defect['title']}",
                f"{defect['verdict'].capitalize()}. {defect['words']} "
                f"Shown by {shown}.",
            )


def _row(defect: dict[str, Any]) -> str:
    shown = "<br>".join(f"`{test}`" for test in defect["tests"])
    cells = (defect["item"], defect["title"], defect["verdict"], defect["words"], shown)
    return f"| {' | '.join(str(cell) for cell in cells)} |"
