"""Every source module has a test file of its own.

``s_server.output.text.session`` is tested in ``tests/output/text/test_session.py`` or
``tests/output/test_session.py``; ``s_server.cli`` in ``tests/test_cli.py`` or
``tests/cli/test_cli.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tree import PACKAGE, ROOT, Module, plant, read_modules

if TYPE_CHECKING:
    from pathlib import Path

# Module that has no test file of its own: what proves it instead.
EXEMPT: dict[str, str] = {}


def untested(modules: dict[str, Module], tests: Path) -> list[str]:
    """Modules with code of ours in them and no test file at any of its places."""
    return [
        name
        for name, module in modules.items()
        if not (module.is_generated or module.is_table)
        if not (module.is_package or module.path.stem == "__main__")
        if not any((tests / place).is_file() for place in _places(name))
    ]


def _places(name: str) -> tuple[str, str]:
    _, *folders, last = name.split(".")
    room = folders[0] if folders else last
    return "/".join([*folders, f"test_{last}.py"]), f"{room}/test_{last}.py"


def stale(exempt: dict[str, str], modules: dict[str, Module], tests: Path) -> list[str]:
    """Exemptions that are no longer needed, or give no reason."""
    needed = untested(modules, tests)
    return [name for name, why in exempt.items() if name not in needed or not why]


def test_every_module_is_mirrored() -> None:
    bare = untested(read_modules(), ROOT / "tests")
    assert not (found := [name for name in bare if name not in EXEMPT]), "\n".join(
        found
    )


def test_no_exemption_is_stale() -> None:
    assert stale(EXEMPT, read_modules(), ROOT / "tests") == []


def test_a_bare_module_is_found(tmp_path: Path) -> None:
    places = (
        *("test_errors.py", "cli/test_cli.py", "wire/test_records.py"),
        *("output/text/test_session.py", "output/test_summary.py"),
    )
    for place in places:
        path = tmp_path / "tests" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    modules = plant(
        tmp_path,
        {
            **dict.fromkeys(("errors.py", "cli.py", "wire/records.py"), ""),
            **dict.fromkeys(("output/text/session.py", "output/text/summary.py"), ""),
            **dict.fromkeys(("__init__.py", "__main__.py", "options/table/a.py"), ""),
            "libssl/_cdef.py": "# auto-generated file",
            "setup/psk.py": "",
        },
    )
    bare = f"{PACKAGE}.setup.psk"
    assert untested(modules, tmp_path / "tests") == [bare]
    exempt = {bare: "a reason", f"{PACKAGE}.errors": "a reason", f"{PACKAGE}.gone": "x"}
    assert stale(exempt, modules, tmp_path / "tests") == list(exempt)[1:]
    assert stale({bare: ""}, modules, tmp_path / "tests") == [bare]
