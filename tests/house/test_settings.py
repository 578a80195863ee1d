"""What an option sets is applied: somebody reads its field, and one module alone does.

A field is found by the type of what it is read from, as far as annotations, plain
assignments and the names of themes tell it (``config.network.endpoint``, or
``network.endpoint`` where a parameter is a ``Network``).  ``explain`` only tells of
what was set; ``output``, and properties in ``config``, apply what no other room does.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from s_server.config import Config
from s_server.frozen import Frozen, facts
from s_server.options.table import OPTIONS

from .tree import Module, plant, read_modules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THEMES = {
    name: type(value)
    for name, value in facts(Config()).items()
    if isinstance(value, Frozen)
}
KINDS = {kind.__name__: name for name, kind in THEMES.items()}
FIELDS = {
    f"{theme}.{field}" for theme, kind in THEMES.items() for field in facts(kind())
}
# Field: all who apply it, where that is more than one module.
SEVERAL: dict[str, tuple[str, ...]] = {
    # Streams and datagrams are opened apart; only one of them can be asked for.
    "network.endpoint": ("server.gate", "setup", "transport.stream"),
    "network.family": ("server.gate", "transport.stream"),
    # Opened with it, and a kernel that will not do it is warned of.
    "network.fast_open": ("server.loop", "transport.stream"),
    # What a client comes by is what its connection is on.
    "dtls.sctp": ("connection.life", "server.gate", "server.loop"),
    # The command, a server in a process of its own, one in Python: each opens it.
    "general.library": ("cli", "server.child", "server.server"),
    # Read at the start; SIGHUP reads it anew where there is one.
    "sessions.ticket_keys": ("cli", "setup.ticket_keys"),
    # The context is told, and the connection does it.
    "dtls.mtu": ("connection.life", "setup.datagram"),
    "early_data.accept": ("connection.life", "setup.early_data"),
    "protocol.stateless": ("connection.life", "setup"),
    "mode.sendfile": ("connection.modes.files", "setup.kernel"),
    "mode.zerocopy": ("connection.modes.files", "setup.kernel"),
    # -nbio_test wraps the connection, reads files in pieces, keeps the kernel out; both
    # change the trace.
    "network.non_blocking": ("connection.life", "setup.trace"),
    "network.non_blocking_test": (
        *("connection.life", "connection.modes.files", "setup.kernel"),
        "setup.trace",
    ),
    # Which conversation follows the handshake, and what it does with the keyboard.
    "mode.web": (
        *("connection.modes", "connection.modes.files", "connection.service"),
        "setup.early_data",
    ),
    "mode.reverse": ("connection.modes", "connection.service"),
    "mode.truncate": ("connection.life", "connection.modes.request"),
    "mode.ignore_end_of_input": ("connection.modes.reverse", "server.loop"),
    # The file is read, and whether there is one decides on what is made or asked for.
    "identity.cert": ("setup.dh", "setup.identity"),
    "identity.none": ("setup.identity", "setup.sni"),
    "extended.parts": ("setup", "setup.identity"),
    "identity.raw_public_key": ("setup", "setup.raw_keys"),
    "verify.raw_public_key": ("setup", "setup.raw_keys"),
    "verify.expected_keys": ("setup", "setup.raw_keys"),
    "status.files": ("setup.stapler", "setup.status"),
    # Those of a further name have the form of the first one's.
    "identity.build_chain": ("setup.identity", "setup.sni"),
    "identity.cert_form": ("setup.identity", "setup.sni"),
    "identity.key": ("setup.identity", "setup.outside"),
    "identity.key_form": ("setup.identity", "setup.outside", "setup.sni"),
    "identity.second_key": ("setup.identity", "setup.outside"),
    "identity.second_key_form": ("setup.identity", "setup.outside"),
    # Bytes that are dumped, and what else is said in their place.
    "trace.traffic": ("output.text.printer", "output.text.trace"),
    # ClientHellos are heard, and looked at again when a handshake has failed.
    "trace.client_hello": ("connection.life", "setup.trace"),
    # A session for PSK must be of that version.
    "protocol.only": ("setup.protocol", "setup.psk"),
}


class _Reader:
    """Finds the fields that a module reads."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._attributes: dict[str, str] = {}
        self.found: set[str] = set()
        # Twice: an attribute may be used above the line that tells its theme.
        for _ in range(2):
            self._visit(module.tree, {})

    def _visit(self, node: ast.AST, known: dict[str, str]) -> None:
        match node:
            case ast.FunctionDef(args=given):
                known = known | dict(self._parameters(given))
            case ast.ClassDef(name=name) if name in KINDS:
                known = known | {"self": KINDS[name]}
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=of)):
                for target, value in zip(names, of, strict=True):
                    self._learn(target, value, known)
            case ast.Assign(targets=[target], value=value):
                self._learn(target, value, known)
            case ast.Attribute(value=value, attr=name):
                field = f"{self._theme(value, known)}.{name}"
                self.found |= {field} & FIELDS
            case _:
                pass
        for inner in ast.iter_child_nodes(node):
            self._visit(inner, known)

    def _learn(self, target: ast.expr, value: ast.expr, known: dict[str, str]) -> None:
        if theme := self._theme(value, known):
            match target:
                case ast.Name(id=name):
                    known[name] = theme
                case ast.Attribute(attr=name):
                    self._attributes[name] = theme
                case _:
                    pass

    def _theme(self, node: ast.expr, known: dict[str, str]) -> str:
        match node:
            case ast.Name(id=name):
                return known.get(name, "")
            case ast.Attribute(attr=name):
                return name if name in THEMES else self._attributes.get(name, "")
            case _:
                return ""

    @staticmethod
    def _parameters(given: ast.arguments) -> Iterator[tuple[str, str]]:
        for one in (*given.posonlyargs, *given.args, *given.kwonlyargs):
            names = ast.walk(one.annotation) if one.annotation else ()
            ids = (node.id for node in names if isinstance(node, ast.Name))
            named = (KINDS[name] for name in ids if name in KINDS)
            if theme := next(named, ""):
                yield one.arg, theme


def appliers(modules: dict[str, Module]) -> dict[str, set[str]]:
    """For each field, the modules that apply it."""
    found: dict[str, set[str]] = {field: set() for field in FIELDS}
    rooms = (("config",), ("output",), ())
    others = {"options", "explain", *(room for row in rooms for room in row)}
    for wanted in rooms:
        # A later row takes the place of an earlier one.
        read: dict[str, set[str]] = {}
        for module in modules.values():
            if module.room in wanted or (not wanted and module.room not in others):
                for field in _Reader(module).found:
                    names = read.setdefault(field, set())
                    names.add(module.name.removeprefix("s_server."))
        found |= read
    return found


APPLIERS = appliers(read_modules())


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_field_is_applied_by_one_module(field: str) -> None:
    assert APPLIERS[field], "an option sets it, and nobody reads it"
    if field in SEVERAL:
        assert APPLIERS[field] == set(SEVERAL[field])
    else:
        assert len(APPLIERS[field]) == 1, APPLIERS[field]


def test_every_option_sets_a_field_and_every_field_has_an_option() -> None:
    assert {option.setting for option in OPTIONS} == FIELDS
    assert SEVERAL.keys() <= FIELDS


def test_readers_are_found_by_type(tmp_path: Path) -> None:
    reading = """
class Mode:
    @property
    def is_web(self): return self.web
class Line:
    def __init__(self, config, trace: Trace | None):
        self._limits = config.network
        own, sni = config.identity, config.sni
        print(trace.states, own.cert, sni.cert, trace.of_tomorrow)
    def end(self):
        return self._limits.read_buffer, other.key, other.network.family
"""
    files = {
        "config/__init__.py": reading,
        "output/text.py": "def a(trace: Trace): trace.traffic, trace.states",
        "explain/words.py": "config.network.endpoint",
        "options/parse.py": "config.network.endpoint",
        "setup/trace.py": "def apply(trace: Trace): trace.states",
    }
    (tmp_path / "s_server").mkdir()
    found = {
        field: read for field, read in appliers(plant(tmp_path, files)).items() if read
    }
    assert found == {
        "mode.web": {"config"},
        "network.read_buffer": {"config"},
        "network.family": {"config"},
        "identity.cert": {"config"},
        "sni.cert": {"config"},
        "trace.traffic": {"output.text"},
        "trace.states": {"setup.trace"},
    }
