"""Imports go strictly down the floors, never sideways, and never in a circle."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from .tree import PACKAGE, Import, Module, imports, plant, read_modules

if TYPE_CHECKING:
    from pathlib import Path

FLOORS = (
    ("frozen",),
    ("errors",),
    ("wire",),
    ("config", "events"),
    ("libssl", "options", "transport", "sessions", "explain"),
    ("setup", "output"),
    ("connection",),
    ("server",),
    ("cli", "testing"),
    ("__init__", "__main__"),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# (importer, package, name): why it may look up.
ALLOWED = {
    (f"{PACKAGE}.cli", PACKAGE, "__version__"): (
        "-version prints it, and packaging and users look for it in the package"
    ),
}


def inner_imports(modules: dict[str, Module]) -> list[Import]:
    """The imports that stay inside the package."""
    found = (i for m in modules.values() for i in imports(m, modules))
    return [i for i in found if i.target.split(".")[0] == PACKAGE]


def climbs(modules: dict[str, Module]) -> list[str]:
    """Every import that does not go down, said in one line each."""
    return [
        f"{i.importer}:{i.line}: imports {i.target}, which is not below it"
        for i in inner_imports(modules)
        if (i.importer, i.target, i.name) not in ALLOWED and not _goes_down(i)
    ]


def _goes_down(found: Import) -> bool:
    importer, target = (_room(name) for name in (found.importer, found.target))
    if importer == target:
        return True
    # A room without a floor is one that nobody has thought about yet.
    return FLOOR_OF.get(target, len(FLOORS)) < FLOOR_OF.get(importer, -1)


def _room(name: str) -> str:
    return [*name.split("."), "__init__"][1]


def circle(modules: dict[str, Module]) -> list[str]:
    """The modules of one circle of imports at run time; empty if there is none."""
    graph: dict[str, set[str]] = {name: set() for name in modules}
    for found in inner_imports(modules):
        allowed = (found.importer, found.target, found.name) in ALLOWED
        if not (found.typing_only or allowed or found.target == found.importer):
            graph[found.importer].add(found.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(name) for name in error.args[1]]
    return []


def test_imports_go_down() -> None:
    assert not (found := climbs(read_modules())), "\n".join(found)


def test_there_is_no_circle() -> None:
    assert not (found := circle(read_modules())), " <- ".join(found)


def test_every_room_has_a_floor() -> None:
    rooms = {module.room for module in read_modules().values()}
    assert rooms <= set(FLOOR_OF)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("wire/records.py", "from s_server.libssl import loading"),
        ("wire/records.py", "from s_server.libssl.loading import Library"),
        ("wire/records.py", "from ..libssl.loading import Library"),
        ("wire/__init__.py", "from .. import libssl"),
        ("wire/records.py", "def f():\n    import s_server.libssl.loading"),
        (
            "wire/records.py",
            "import importlib\nimportlib.import_module('s_server.cli')",
        ),
        ("config.py", "from s_server.events import Accepted"),
        ("events.py", "import s_server.config as c"),
        ("options/parse.py", "from s_server.transport import address"),
        ("server.py", "from s_server import __version__"),
        ("cli.py", "from s_server import Server"),
        (
            "errors.py",
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from s_server.wire import records",
        ),
        ("cellar.py", "from s_server.errors import UsageError"),
        ("cli.py", "from s_server.cellar import wine"),
    ],
)
def test_a_climb_is_found(tmp_path: Path, path: str, text: str) -> None:
    assert len(climbs(plant(tmp_path, {path: text}))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("libssl/loading.py", "from s_server import errors"),
        ("libssl/loading.py", "from .features import has"),
        ("connection/modes/echo.py", "from ...setup import psk"),
        ("connection/life.py", "import os, sys\nfrom s_server.config import Config"),
        ("cli.py", "from s_server import __version__"),
        ("__main__.py", "from s_server.cli import main"),
    ],
)
def test_a_descent_is_not(tmp_path: Path, path: str, text: str) -> None:
    assert climbs(plant(tmp_path, {path: text, "errors.py": ""})) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    modules = plant(
        tmp_path,
        {
            "libssl/a.py": "from . import b",
            "libssl/b.py": "from s_server.libssl.c import x",
            "libssl/c.py": "def f():\n    from .a import y",
        },
    )
    assert set(circle(modules)) == {f"{PACKAGE}.libssl.{x}" for x in "abc"}


def test_types_alone_make_no_circle(tmp_path: Path) -> None:
    guarded = "import typing\nif typing.TYPE_CHECKING:\n    from . import a"
    modules = plant(
        tmp_path, {"libssl/a.py": "from . import b", "libssl/b.py": guarded}
    )
    assert circle(modules) == []
