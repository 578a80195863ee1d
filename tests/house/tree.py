"""The source tree as the house tests see it: modules, their imports, names they use.

A room is the first word below the package: ``s_server.output.text.session`` stands in
``output``, ``s_server.cli`` in ``cli``, the package itself in ``__init__``.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = "s_server"


@dataclass(frozen=True, slots=True)
class Module:
    """One file of the package, parsed."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first word below the package."""
        words = self.name.split(".")
        return words[1] if len(words) > 1 else "__init__"

    @property
    def is_package(self) -> bool:
        """Whether this is the face of a folder."""
        return self.path.name == "__init__.py"

    @property
    def is_generated(self) -> bool:
        """Whether a program wrote it: a leading underscore, and its head says so."""
        stem = self.path.stem
        head = self.text[:400].lower()
        return stem[:1] == "_" and stem[:2] != "__" and "generate" in head

    @property
    def is_table(self) -> bool:
        """Whether it holds rows of a table, kinds of events or settings alone."""
        if self.name.startswith(f"{PACKAGE}.events."):
            return self.name != f"{PACKAGE}.events.bus"
        return self.name.startswith((f"{PACKAGE}.options.table.", f"{PACKAGE}.config."))


@dataclass(frozen=True, slots=True)
class Import:
    """``importer`` needs the module ``target``, or ``name`` out of it."""

    importer: str
    target: str
    name: str
    line: int
    typing_only: bool


def read_modules(source: Path = SOURCE) -> dict[str, Module]:
    """Every module of the package below ``source``, by its dotted name."""
    found = {}
    for path in sorted((source / PACKAGE).rglob("*.py")):
        words = path.relative_to(source).with_suffix("").parts
        if words[-1] == "__init__":
            words = words[:-1]
        name, text = ".".join(words), path.read_text(encoding="utf-8")
        found[name] = Module(name, path, text, ast.parse(text, str(path)))
    return found


def plant(folder: Path, files: dict[str, str]) -> dict[str, Module]:
    """Write a small package into ``folder``; keys are paths below ``s_server/``."""
    for name, text in files.items():
        path = folder / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_modules(folder)


def imports(module: Module, known: Container[str]) -> Iterator[Import]:
    """Everything that ``module`` imports, wherever in the file it does so."""
    typing_only = {
        id(inner)
        for branch in ast.walk(module.tree)
        if isinstance(branch, ast.If) and _is_typing(branch.test)
        for statement in branch.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Call):
            for target, name in _targets(node, module, known):
                hidden = id(node) in typing_only
                yield Import(module.name, target, name, node.lineno, hidden)


def _is_typing(test: ast.expr) -> bool:
    return ast.unparse(test).rpartition(".")[2] == "TYPE_CHECKING"


def _targets(
    node: ast.Import | ast.ImportFrom | ast.Call, module: Module, known: Container[str]
) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Import():
            yield from ((alias.name, "") for alias in node.names)
        case ast.ImportFrom():
            base = _absolute(node, module)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield (inner, "") if inner in known else (base, alias.name)
        case ast.Call():
            # An import in disguise is an import.
            if ast.unparse(node.func).endswith(("import_module", "__import__")):
                words = (a.value for a in node.args if isinstance(a, ast.Constant))
                yield from ((word, "") for word in words if isinstance(word, str))


def _absolute(node: ast.ImportFrom, module: Module) -> str:
    if not node.level:
        return node.module or ""
    words = module.name.split(".")
    up = node.level - 1 if module.is_package else node.level
    kept = words[: len(words) - up]
    return ".".join([*kept, node.module] if node.module else kept)


@dataclass(frozen=True, slots=True)
class Use:
    """A name that a module mentions, in full: ``sys.stdout``, ``print``."""

    name: str
    line: int


def uses(module: Module) -> Iterator[Use]:
    """Every name and attribute chain, with what imports renamed undone."""
    renamed = _renamed(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = full_name(node, renamed)
            if name is not None:
                yield Use(name, node.lineno)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (Use(f"{node.module}.{a.name}", node.lineno) for a in node.names)


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call of something that has a name, with that name in full."""
    renamed = _renamed(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = full_name(node.func, renamed)
            if name is not None:
                yield name, node


def full_name(node: ast.expr, renamed: dict[str, str]) -> str | None:
    """The dotted name that an expression spells, if it is one."""
    match node:
        case ast.Name(id=name):
            return renamed.get(name, name)
        case ast.Attribute(value=value, attr=last):
            first = full_name(value, renamed)
            return None if first is None else f"{first}.{last}"
        case _:
            return None


def _renamed(tree: ast.Module) -> dict[str, str]:
    """What a short name means here: ``{"e": "sys.exit"}``."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return found
