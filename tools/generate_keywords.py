"""Write the types of the options as keyword arguments, from the option table.

``make generate`` writes the file; ``--check`` writes nothing and exits 1 when the
file on disk is not what would be written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from s_server.options.keywords import BY_KEYWORD
from s_server.options.numbers import is_number
from s_server.options.row import Keep, Kind, Option

PATH = Path(__file__).resolve().parent.parent / "src/s_server/options/_keyword_types.py"
HEAD = '''"""Options as keyword arguments, typed; made by `make generate`."""

from __future__ import annotations

import os
from collections.abc import Sequence  # noqa: TC003 - a TypedDict's hints are evaluated
from typing import TypedDict

Text = str | os.PathLike[str]


class Options(TypedDict, total=False):
    """Every option, as ``Server`` takes it."""

'''


def main(words: list[str]) -> int:
    """Write the file, or with ``--check`` compare it; answer the exit status."""
    rows = [f"    {n}: {_type(o)} | None" for n, o in BY_KEYWORD.items()]
    text = HEAD + "\n".join(rows) + "\n"
    if PATH.exists() and PATH.read_text() == text:
        return 0
    if "--check" in words:
        print(f"{PATH.name} is stale: run `make generate`", file=sys.stderr)
        return 1
    PATH.write_text(text)
    return 0


def _type(option: Option) -> str:
    if option.kind is Kind.FLAG:
        return "bool"
    one = "int" if is_number(option.kind) else "Text"
    return f"{one} | Sequence[{one}]" if option.keep is Keep.ALL else one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
