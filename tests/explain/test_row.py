"""The table of causes is whole: each row can be shown, and each is proven."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from s_server.explain.causes import ROWS

CASES = Path(__file__).parent / "causes"


def test_rows_have_all_that_the_manual_shows() -> None:
    names = [row.cause for row in ROWS]
    assert len(set(names)) == len(names)
    for row in ROWS:
        assert re.fullmatch(r"[a-z][a-z0-9_]+", row.cause)
        assert 1 <= len(row.example) <= 4, row.cause
        assert row.when.endswith("."), row.cause
        assert row.after, row.cause


def test_each_cause_is_compared_with_its_example() -> None:
    """A test for each says ``check(..., "its_name", ...)``."""
    checked = set()
    for path in CASES.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="check"), args=[_, ast.Constant(value=name), *_]
                ):
                    checked.add(name)
                case _:
                    pass
    assert {row.cause for row in ROWS} - checked == set()
