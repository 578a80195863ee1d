"""The deliberate differences from the C program: rows of docs/differences.toml.

The manual prints these rows and the tests apply them, so neither can drift
from the other. A row's `change` tables say which lines of the C program's
output stand where, and which lines we print instead; a row that does not fit
the output any more is an error in the test that names it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.kit.release import RELEASE, is_since
from tests.kit.volatile import steady, told

TABLE = Path(__file__).parents[2] / "docs" / "differences.toml"
REWORDED = (
    ("3.5", "4.0", ":sslv3 alert ", ":ssl/tls alert "),
    ("4.0", "9", ":sslv3 alert ", ":tls alert "),
    # The one row with this line is of TLS 1.3.
    (
        *("3.5", "9"),
        "Secure Renegotiation IS supported",
        "This TLS version forbids renegotiation.",
    ),
    # No other lines with a sign of equality in them than names.
    ("3.2", "9", " = ", "="),
    (
        *("0", "3.0"),
        "Supported groups: x25519",
        "Supported Elliptic Groups: X25519",
    ),
)
"""The first release, the first no more, and what is written in another way there."""
STREAMS = ("stdout", "stderr", "exit", "client", "client stderr", "client exit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Lines of one stream that the C program prints, and ours in their place.

    Without lines in `c`, the C program prints nothing in that stream at all.
    """

    stream: str
    c: tuple[str, ...]
    ours: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row: what both do, in words, and what changes in the output."""

    id: str
    title: str
    c: str
    ours: str
    reason: str
    items: tuple[int, ...]
    changes: tuple[Change, ...]


def reworded(line: str, release: str = RELEASE) -> str:
    """Answer a line of the table, which has the words of 3.0, in those of a release."""
    for since, until, words, others in REWORDED:
        if is_since(since, release) and not is_since(until, release):
            line = line.replace(words, others)
    return steady(line)


def load_differences(file: Path = TABLE) -> dict[str, Difference]:
    """Read the table; a mistake in a row is an error that names it."""
    rows = tomllib.loads(file.read_text(encoding="utf-8")).get("difference", [])
    table = {}
    for row in rows:
        difference = _difference(row)
        if difference.id in table:
            raise ValueError(f"two rows are called {difference.id}")
        table[difference.id] = difference
    return table


def _difference(row: dict[str, Any]) -> Difference:
    try:
        words = {
            name: str(row[name]) for name in ("id", "title", "c", "ours", "reason")
        }
        items = tuple(int(item) for item in row["items"])
        changes = tuple(_change(change) for change in row.get("change", []))
    except KeyError as error:
        raise ValueError(f"row {row.get('id')} has no {error}") from error
    return Difference(**words, items=items, changes=changes)


def _change(change: dict[str, Any]) -> Change:
    stream = str(change["stream"])
    if stream not in STREAMS:
        raise ValueError(f"no stream is called {stream}")
    before, after = (tuple(map(str, change[side])) for side in ("c", "ours"))
    if before == after:
        raise ValueError("a change changes nothing")
    before, after = (tuple(told([*map(reworded, side)])) for side in (before, after))
    return Change(stream=stream, c=before, ours=after)
