"""Write the documents that are made from tables: differences, options, causes.

``make generate`` writes them; ``--check`` writes nothing and exits 1 when a file on
disk is not what would be written.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s_server.events import Ender, Explanation
from s_server.explain.causes import ROWS
from s_server.options.coverage import is_built
from s_server.options.row import Option, Section
from s_server.options.table import OPTIONS
from s_server.output.explained import explanation_lines

if TYPE_CHECKING:
    from s_server.explain.row import Row

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(words: list[str]) -> int:
    """Write the documents, or with ``--check`` compare; answer the exit status."""
    made = {
        "differences.md": differences(),
        "options.md": options(),
        "causes.md": causes(),
    }
    stale = [name for name, text in made.items() if not _is_fresh(name, text)]
    for name in stale:
        if "--check" in words:
            print(f"docs/{name} is stale: run `make generate`", file=sys.stderr)
        else:
            (DOCS / name).write_text(made[name])
    return 1 if stale and "--check" in words else 0


def differences() -> str:
    """Answer the differences from the C program as Markdown."""
    rows = tomllib.loads((DOCS / "differences.toml").read_text())["difference"]
    head = (
        "# Differences\n\n"
        "Where this program does something else than `openssl s_server`, on purpose. "
        "Made from `differences.toml`, which the tests read too; everything else is "
        "compared with the C program line by line.\n"
    )
    return "\n".join([head, *map(_difference, rows)])


def options() -> str:
    """Answer the reference of all options as Markdown."""
    parts = ["# Options\n\nMade from the table that the program reads.\n"]
    for section in Section:
        rows = [_option(o) for o in OPTIONS if o.section is section]
        table = "| option | meaning | since |\n| --- | --- | --- |\n" + "\n".join(rows)
        parts.append(f"## {section}\n\n{table}\n")
    return "\n".join(parts)


def causes() -> str:
    """Answer what ``-explain`` may say, with an example of each, as Markdown."""
    head = (
        "# Causes of failure\n\n"
        "What `-explain` says of a connection that failed: one to four lines on "
        "standard error. It is on where standard error is a terminal, also with "
        "`-quiet`; `-no_explain` turns it off. The names are for programs: they are "
        "the `cause` in JSON and in Python (`server.connections[0].cause`, with the "
        "lines in `words`). Made from the table that the program looks into, from top "
        "to bottom: the first cause that holds is told. The tests get each of these "
        "examples from a real connection.\n"
    )
    return "\n".join([head, *map(_cause, ROWS)])


def _cause(row: Row) -> str:
    explanation = Explanation(cause=row.cause, words=row.example, ended_by=Ender.NOBODY)
    lines = "\n".join(explanation_lines(1, explanation))
    return f"## {row.cause}\n\n{row.when}\n\n```text\n{lines}\n```\n"


def _difference(row: dict[str, Any]) -> str:
    title = str(row["title"])
    items = ", ".join(str(item) for item in row["items"])
    note = f" (defect {items} of the C program)" if items else ""
    return (
        f"## {title[0].upper()}{title[1:]}\n\n"
        f"- `openssl s_server`: {row['c']}\n"
        f"- here: {row['ours']}\n"
        f"- why: {row['reason']}{note}\n"
    )


def _option(option: Option) -> str:
    word = option.argument or option.kind.value
    shown = f"-{option.name} {word}".strip().replace("|", "\\|")
    note = "" if is_built(option) else " (not built yet)"
    meaning = option.help.replace("|", "\\|")
    return f"| `{shown}` | {meaning}{note} | {option.since} |"


def _is_fresh(name: str, text: str) -> bool:
    path = DOCS / name
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
