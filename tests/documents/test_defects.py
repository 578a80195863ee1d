"""The table of defects: every item once, and every test that it names is there."""

from __future__ import annotations

import ast
import tomllib
from typing import Any

from tests.compat.test_tcp import ALL as SCENARIOS
from tests.house.tree import ROOT
from tests.kit.differences import load_differences

ITEMS = 61
"""What section 5 of the evidence counts."""
TABLE = tomllib.loads((ROOT / "docs" / "defects.toml").read_text())
ROWS: list[dict[str, Any]] = [row for part in TABLE["part"] for row in part["defect"]]
VERDICTS = {"mended", "mended in part", "kept", "not ours"}
MENDED = {row["item"] for row in ROWS if row["verdict"].startswith("mended")}
NO_OUTPUT_DIFFERS = {10, 21, 27, 58}
"""Mended where the C program's lines stay the same, so that no difference is told."""


def test_every_item_has_one_row() -> None:
    assert [row["item"] for row in ROWS] == list(range(1, ITEMS + 1))


def test_a_row_says_what_it_must() -> None:
    for row in ROWS:
        tests = row["tests"]
        assert row["verdict"] in VERDICTS, row
        assert row["title"], row
        assert row["words"].endswith("."), row
        assert "|" not in row["title"] + row["words"], row
        assert tests, row
        assert len(set(tests)) == len(tests), row


def test_differences_and_defects_agree() -> None:
    told = {i for row in load_differences().values() for i in row.items}
    assert told <= MENDED, "a difference mends what is not said to be mended"
    assert MENDED - told == NO_OUTPUT_DIFFERS


def test_every_named_test_is_there() -> None:
    named = {test for row in ROWS for test in row["tests"]}
    assert sorted(test for test in named if not is_there(test)) == []


def test_a_test_that_is_not_there_is_found() -> None:
    assert is_there("tests/documents/test_defects.py::test_every_item_has_one_row")
    assert not is_there("tests/documents/test_defects.py::test_nothing")
    assert not is_there("tests/documents/test_nothing.py::test_nothing")
    assert not is_there("tests/documents/test_defects.py::is_there")
    assert not is_there("tests/compat/test_tcp.py::test_both_say_the_same[nothing]")


def is_there(node: str) -> bool:
    """Tell whether pytest would collect it; a parameter is the name of a scenario."""
    file, _, rest = node.partition("::")
    function, bracket, parameter = rest.partition("[")
    if bracket:
        known = {scenario.name for scenario in SCENARIOS}
        return function == "test_both_say_the_same" and parameter[:-1] in known
    path = ROOT / file
    if not (path.exists() and function.startswith("test_")):
        return False
    body = ast.parse(path.read_text()).body
    return function in {one.name for one in body if isinstance(one, ast.FunctionDef)}
