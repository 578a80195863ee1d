"""The manual page s_server(1): prose from docs/manual.toml, the rest from the tables.

The language is that of man(7); what is not markup is escaped by ``plain``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

# The folder of the program that imports this is where Python looks first.
import defects

from s_server import __version__
from s_server.explain.causes import ROWS
from s_server.options.row import Kind, Section
from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from s_server.options.row import Option

DOCS = Path(__file__).resolve().parent.parent / "docs"


def manual_page() -> str:
    """Answer the page as groff reads it."""
    prose = tomllib.loads((DOCS / "manual.toml").read_text())
    differences = tomllib.loads((DOCS / "differences.toml").read_text())["difference"]
    parts = [
        f'.TH S_SERVER 1 "" "s_server {__version__}" "User commands"',
        *_sections(prose["before"]),
        ".SH OPTIONS",
        *map(_options, Section),
        *_sections(prose["after"]),
        ".SH FAILURES EXPLAINED",
        _paragraph(prose["causes"]),
        *(_entry(row.cause, row.when) for row in ROWS),
        ".SH DIFFERENCES",
        _paragraph(prose["differences"]),
        *map(_difference, differences),
        ".SH DEFECTS",
        _paragraph(prose["defects"]),
        *(_entry(name, text) for name, text in defects.entries()),
        ".SH SEE ALSO",
        _paragraph(prose["see_also"]),
    ]
    return "\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Escape what man(7) would take for markup; a dash stays a dash to copy."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    escaped = escaped.replace("'", "\\(aq").replace("`", "\\(ga")
    return escaped.replace("^", "\\(ha").replace("~", "\\(ti")


def _sections(sections: Iterable[dict[str, Any]]) -> Iterator[str]:
    for section in sections:
        yield f".SH {section['title'].upper()}"
        for text in section.get("text", ()):
            yield _paragraph(text)
        for name, text in section.get("entries", {}).items():
            yield _entry(name, text)
        for words, text in section.get("examples", {}).items():
            yield f".PP\n{plain(text)}\n.PP\n.RS 4\n.nf\n{plain(words)}\n.fi\n.RE"


def _paragraph(text: str) -> str:
    return f".PP\n{_filled(text)}"


def _entry(name: str, text: str) -> str:
    return f".TP\n.B {plain(name)}\n{_filled(text)}"


def _filled(text: str) -> str:
    """Answer words that groff fills; no line may begin with its control characters."""
    words = plain(" ".join(text.split()))
    return words if not words.startswith((".", "\\(aq")) else f"\\&{words}"


def _options(section: Section) -> str:
    rows = [_option(o) for o in OPTIONS if o.section is section]
    return "\n".join([f".SS {plain(section)}", *rows])


def _option(option: Option) -> str:
    names = ", ".join(
        f"\\fB{plain(f'-{name}')}\\fR" for name in (option.name, *option.aliases)
    )
    if option.kind is not Kind.FLAG:
        names += f" \\fI{plain(option.argument or option.kind.value)}\\fR"
    notes = _since(option)
    return f".TP\n{names}\n{_filled(option.help)}.{' ' + notes if notes else ''}"


def _since(option: Option) -> str:
    if option.since == "s_server":
        return "Not in OpenSSL\\(aqs program."
    words = []
    if option.since != "1.1.1":
        words.append(f"Since OpenSSL {option.since}.")
    if option.until:
        words.append(f"Until OpenSSL {option.until}.")
    return " ".join(words)


def _difference(row: dict[str, Any]) -> str:
    text = f"OpenSSL's program {row['c']}; this one {row['ours']}: {row['reason']}."
    return _entry(row["title"], text)
