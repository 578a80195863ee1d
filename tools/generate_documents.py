"""Write what is made from tables: differences, defects, options, causes, -json.

``make generate`` writes them; ``--check`` writes nothing and exits 1 when a file on
disk is not what would be written.
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

# The folder of this program is where Python looks first.
import completions
import defects
from manual_page import manual_page

from s_server.events import Ender, Explanation
from s_server.explain.causes import ROWS
from s_server.options.row import Option, Section
from s_server.options.table import OPTIONS
from s_server.output import json_lines
from s_server.output.explained import explanation_lines
from s_server.output.json_lines import schema
from s_server.output.json_lines.encoders import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.explain.row import Row

DOCS = Path(__file__).resolve().parent.parent / "docs"
SCHEMA = Path(json_lines.__path__[0]) / schema.FILE


def main(words: list[str]) -> int:
    """Write the documents, or with ``--check`` compare; answer the exit status."""
    described = schema.schema()
    made = {
        DOCS / "differences.md": differences(),
        DOCS / "defects.md": defects.defects(),
        DOCS / "options.md": options(),
        DOCS / "causes.md": causes(),
        DOCS / "json.md": lines(described),
        DOCS / "s_server.1": manual_page(),
        DOCS / "completions/s_server.bash": completions.bash(),
        DOCS / "completions/_s_server": completions.zsh(),
        DOCS / "completions/s_server.fish": completions.fish(),
        SCHEMA: json.dumps(described, indent=2) + "\n",
    }
    stale = [path for path, text in made.items() if not _is_fresh(path, text)]
    for path in stale:
        if "--check" in words:
            print(f"{path.name} is stale: run `make generate`", file=sys.stderr)
        else:
            path.write_text(made[path])
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
    lines = "\n".join(explanation_lines("connection 1", explanation))
    return f"## {row.cause}\n\n{row.when}\n\n```text\n{lines}\n```\n"


def lines(described: dict[str, Any]) -> str:
    """Answer what ``-json`` writes as Markdown, from its schema."""
    kinds = described["$defs"]
    parts = [_LINES_HEAD.format(version=SCHEMA_VERSION, file=schema.FILE)]
    for name, kind in kinds.items():
        own = {n: p for n, p in kind["properties"].items() if n not in _EVERYWHERE}
        of = "a connection" if "connection" in kind["properties"] else "the server"
        parts.append(f"## {name}\n\n{kind['description']} Of {of}.\n")
        if own:
            parts.append(_members(own))
    return "\n".join(parts)


_EVERYWHERE = {"event", "time", "connection", "peer", "elapsed_ms"}
_LINES_HEAD = """\
# Lines of JSON

`-json FILE` writes everything that happens as lines of JSON, one object each, beside
the text; with `-json -` they go to standard output, and the text to standard error.
FILE is written anew. This page is made from what writes them; the same as JSON Schema
(2020-12) is `{file}` in the package `s_server.output.json_lines`.

- Every line has `event`, its kind, and `time`, when it was told: RFC 3339, in UTC, with
  microseconds.
- A line about a connection has `connection`, its number in this run from 1, `peer`, the
  client's address, and `elapsed_ms`, the milliseconds since it was accepted.
- The first line is `started`, with `schema`: this page is version {version}. A new
  version means that something was taken away or means something else; members and kinds
  of events may be added without one, so pass over what you do not know.
- Bytes are lower-case hex. Names that a client sends are given as text too, in which
  bytes that are no UTF-8 stand as `\\xNN`.
- Nothing secret is told: no keys, no session secrets, no tickets of ours. What a client
  sends is told as it came, its data and passwords inside it too.
- Lines are written whole, in the order in which things were told; those of several
  connections alternate. A reader that goes away ends nothing. When a line cannot be
  written (a full disk), that is told once, and the next one is tried again.
- Lines about connections are written some at a time: before a wait of more than 10 ms,
  when a connection ends, and when the server does, after SIGINT or SIGTERM too. What
  ends it at once, such as SIGKILL or a second SIGTERM, may lose those of the last
  moment.
- Messages of a handshake are told when OpenSSL has dealt with what was read, so those
  of one flight have nearly the same time, and mostly the very same: what happens on a
  connection within 50 µs has. Records (`record_passed`) are told where
  `-msg` or `-trace` asks for them too.
"""


def _members(properties: dict[str, Any], prefix: str = "") -> str:
    rows = list(_rows(properties, prefix))
    return "| member | type | meaning |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n"


def _rows(properties: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, part in properties.items():
        words = " ".join(part.get("description", "").split()).replace("|", "\\|")
        yield f"| `{prefix}{name}` | {_type(part)} | {words} |"
        inner = part.get("items") if part.get("type") == "array" else part
        if isinstance(inner, dict) and "properties" in inner:
            dots = "[]." if inner is not part else "."
            yield from _rows(inner["properties"], f"{prefix}{name}{dots}")


def _type(part: dict[str, Any]) -> str:
    if "enum" in part:
        return " or ".join(f"`{json.dumps(value)}`" for value in part["enum"])
    if "const" in part:
        return f"`{json.dumps(part['const'])}`"
    kinds = part.get("type", "any")
    words = [kinds] if isinstance(kinds, str) else kinds
    shown = " or ".join(
        "hex" if "pattern" in part and w == "string" else w for w in words
    )
    if isinstance(items := part.get("items"), dict) and "type" in items:
        return f"{shown} of {_type(items)}"
    return shown


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
    meaning = option.help.replace("|", "\\|")
    return f"| `{shown}` | {meaning} | {option.since} |"


def _is_fresh(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
