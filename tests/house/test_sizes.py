"""A function fits a screen, a module fits a sitting."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .tree import PACKAGE, Module, plant, read_modules

if TYPE_CHECKING:
    from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 50

# Module, or module:function, that may be longer: why.
EXEMPT: dict[str, str] = {}


def too_long(modules: dict[str, Module]) -> dict[str, int]:
    """What is over its limit, with its number of lines; docstrings count."""
    found = {}
    for module in modules.values():
        if module.is_generated:
            continue
        lines = len(module.text.splitlines())
        if lines > MODULE_LINES and not module.is_table:
            found[module.name] = lines
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    found[f"{module.name}:{node.name}"] = lines
    return found


def test_nothing_is_too_long() -> None:
    long = too_long(read_modules())
    assert {name: lines for name, lines in long.items() if name not in EXEMPT} == {}


def test_no_exemption_is_stale() -> None:
    assert set(EXEMPT) <= set(too_long(read_modules()))
    assert all(EXEMPT.values())


def test_what_is_too_long_is_found(tmp_path: Path) -> None:
    function = "def f():\n" + "    pass\n" * FUNCTION_LINES
    rows = "x = 1\n" * (MODULE_LINES + 1)
    modules = plant(
        tmp_path,
        {
            "server.py": function,
            "wire/records.py": "class C:\n    async "
            + function.replace("\n", "\n    "),
            "config.py": rows,
            "events.py": "x = 1\n" * MODULE_LINES,
            "errors.py": "def f():\n" + "    pass\n" * (FUNCTION_LINES - 1),
            "options/table/network.py": rows,
            "libssl/_cdef.py": "# auto-generated file\n" + rows,
            "libssl/_by_hand.py": rows,
        },
    )
    assert too_long(modules) == {
        f"{PACKAGE}.config": MODULE_LINES + 1,
        f"{PACKAGE}.libssl._by_hand": MODULE_LINES + 1,
        f"{PACKAGE}.server:f": FUNCTION_LINES + 1,
        f"{PACKAGE}.wire.records:f": FUNCTION_LINES + 1,
    }
