"""Modules are telling nouns, functions are verbs, and a file says what it is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .tree import PACKAGE, Module, plant, read_modules

if TYPE_CHECKING:
    from pathlib import Path

EMPTY_WORDS = {
    *("util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"),
}
C_ROOM = "libssl"


def empty_words(modules: dict[str, Module]) -> list[str]:
    """Modules and folders whose name would fit any code."""
    return [
        name
        for name in modules
        if any(EMPTY_WORDS & set(word.split("_")) for word in name.split("."))
    ]


def getters(modules: dict[str, Module]) -> list[str]:
    """Functions named ``get_``, which says less than a noun or another verb."""
    return [
        f"{module.name}:{node.lineno}: {node.name}"
        for module in modules.values()
        # C's own names stay untouched there.
        if module.room != C_ROOM
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.name.lstrip("_").startswith("get_") and node.name != "__get__"
    ]


def silent_files(modules: dict[str, Module]) -> list[str]:
    """Modules whose first statement is no docstring."""
    return [
        name
        for name, module in modules.items()
        if not (module.is_generated or ast.get_docstring(module.tree))
    ]


def test_names_say_something() -> None:
    assert not (found := empty_words(read_modules())), "\n".join(found)


def test_functions_are_not_getters() -> None:
    assert not (found := getters(read_modules())), "\n".join(found)


def test_every_module_says_what_it_is() -> None:
    assert not (found := silent_files(read_modules())), "\n".join(found)


def test_violations_are_found(tmp_path: Path) -> None:
    late = "from __future__ import annotations\n'''Too late to be a docstring.'''\n"
    getter = "'''A module.'''\nclass C:\n    def get_name(self): ...\n"
    modules = plant(
        tmp_path,
        {
            "wire/utils.py": "'''A module.'''",
            "setup/session_manager.py": "'''A module.'''",
            "server.py": late,
            "libssl/calls.py": getter,
            "libssl/_cdef.py": "# auto-generated file",
            "output/lines.py": getter,
        },
    )
    assert empty_words(modules) == [
        f"{PACKAGE}.setup.session_manager",
        f"{PACKAGE}.wire.utils",
    ]
    assert getters(modules) == [f"{PACKAGE}.output.lines:3: get_name"]
    assert silent_files(modules) == [f"{PACKAGE}.server"]
