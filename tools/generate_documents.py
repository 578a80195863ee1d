"""Write the documents that are made from tables: the differences and the options.

``make generate`` writes them; ``--check`` writes nothing and exits 1 when a file on
disk is not what would be written.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from s_server.options.coverage import is_built
from s_server.options.row import Option, Section
from s_server.options.table import OPTIONS

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(words: list[str]) -> int:
    """Write the documents, or with ``--check`` compare; answer the exit status."""
    made = {"differences.md": differences(), "options.md": options()}
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
