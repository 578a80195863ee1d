"""One door to C, one place that prints, one place that exits."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from .tree import PACKAGE, Module, calls, imports, plant, read_modules, uses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

C_ROOM = "libssl"
C_MODULES = {"cffi", "_cffi_backend", "ctypes", "_ctypes"}

# Rooms that may speak: why.
SPEAKERS = {
    "output": "it is what turns events into something to read",
    "cli": "it prints errors and help",
    "testing": "pytest's terminal is its stage",
}
SPEECH = {
    *("print", "input", "sys.stdout", "sys.stderr", "sys.__stdout__"),
    *("sys.__stderr__", "sys.displayhook", "sys.excepthook", "pprint.pprint"),
    *("traceback.print_exc", "traceback.print_exception", "traceback.print_stack"),
}
# Descriptors as numbers: their first argument is looked at.
WRITERS = {"os.write", "os.writev", "os.fdopen", "open", "os.dup", "os.sendfile"}

# Rooms that may end the process: why.
LEAVERS = {
    "cli": "it answers the exit status",
    "__main__": "it hands cli's status on, as the installed command does",
}
EXITS = {"sys.exit", "os._exit", "os.abort", "exit", "quit"}


def second_doors(modules: dict[str, Module]) -> list[str]:
    """Imports of a C binding outside its room."""
    return [
        f"{module.name}:{found.line}: imports {found.target}"
        for module in modules.values()
        if module.room != C_ROOM
        for found in imports(module, modules)
        if found.target.split(".")[0] in C_MODULES
    ]


def speech(modules: dict[str, Module]) -> list[str]:
    """Places outside the speaking rooms that print or hold stdout or stderr."""
    return [
        f"{module.name}:{line}: {what}"
        for module in modules.values()
        if module.room not in SPEAKERS
        for what, line in _spoken(module)
    ]


def _spoken(module: Module) -> Iterator[tuple[str, int]]:
    for use in uses(module):
        if use.name in SPEECH:
            yield use.name, use.line
    for name, call in calls(module):
        match call.args:
            case [ast.Constant(value=1 | 2 as descriptor), *_] if name in WRITERS:
                yield f"{name}({descriptor})", call.lineno


def exits(modules: dict[str, Module]) -> list[str]:
    """Places that end the process without having the right to."""
    return [
        f"{module.name}:{line}: {what}"
        for module in modules.values()
        if module.room not in LEAVERS
        for what, line in _left(module)
    ]


def _left(module: Module) -> Iterator[tuple[str, int]]:
    for use in uses(module):
        if use.name in EXITS:
            yield use.name, use.line
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            names = (n.id for n in ast.walk(node.exc) if isinstance(n, ast.Name))
            if "SystemExit" in names:
                yield "raise SystemExit", node.lineno


def test_c_has_one_door() -> None:
    assert not (found := second_doors(read_modules())), "\n".join(found)


def test_only_outputs_print() -> None:
    assert not (found := speech(read_modules())), "\n".join(found)


def test_only_the_command_exits() -> None:
    assert not (found := exits(read_modules())), "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import cffi",
        "from _cffi_backend import FFI",
        "def f():\n    import ctypes.util",
    ],
)
def test_a_second_door_is_found(tmp_path: Path, text: str) -> None:
    files = {"setup/psk.py": text, "libssl/loading.py": text}
    assert [line.split(":")[0] for line in second_doors(plant(tmp_path, files))] == [
        f"{PACKAGE}.setup.psk"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "print('x')",
        "say = print",
        "import sys\nsys.stdout.write('x')",
        "import sys as s\ns.stderr.flush()",
        "from sys import stderr",
        "import os\nos.write(2, b'x')",
        "from os import write as w\nw(1, b'x')",
        "open(1, 'wb')",
        "import traceback\ntraceback.print_exc()",
    ],
)
@pytest.mark.parametrize("room", ["connection/life", "setup/psk", "libssl/load"])
def test_speech_is_found(tmp_path: Path, room: str, text: str) -> None:
    assert speech(plant(tmp_path, {f"{room}.py": text}))
    assert not speech(plant(tmp_path / "other", {"output/text/lines.py": text}))


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nsys.exit(1)",
        "from os import _exit",
        "raise SystemExit",
        "def f():\n    raise SystemExit(1) from None",
        "exit(2)",
    ],
)
def test_an_exit_is_found(tmp_path: Path, text: str) -> None:
    assert exits(plant(tmp_path, {"server.py": text}))
    assert not exits(plant(tmp_path / "other", {"cli.py": text}))


def test_plain_work_is_neither(tmp_path: Path) -> None:
    text = (
        "import os, sys\n"
        "def print_session(out):\n    os.write(out, b'x')\n"
        "def leave(console):\n    console.exit()\n    raise ValueError(sys.platform)\n"
    )
    modules = plant(tmp_path, {"connection/life.py": text})
    assert speech(modules) + exits(modules) == []
