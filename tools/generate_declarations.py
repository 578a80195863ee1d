"""Turn libssl/cdef.h into the module cffi loads and the types mypy reads.

``make generate`` writes both; ``--check`` writes nothing and exits 1 when a file
on disk is not what would be written.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from cffi import FFI, model

ROOM = Path(__file__).resolve().parent.parent / "src" / "s_server" / "libssl"
HEAD = '''"""The functions of libssl and libcrypto, typed; made by `make generate`."""

from __future__ import annotations

from typing import Any, Protocol

CData = Any


class Pointer:
    """A pointer; NULL is false."""

    def __bool__(self) -> bool:
        raise NotImplementedError  # cffi pointers stand in for these
'''


def main(words: list[str]) -> int:
    """Write both files, or with ``--check`` compare them; answer the exit status."""
    made = {"_cdef.py": cffi_module(), "_library.py": typed_library()}
    stale = [n for n, text in made.items() if not _is_fresh(ROOM / n, text)]
    if "--check" in words:
        for name in stale:
            print(f"{name} is stale: run `make generate`", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (ROOM / name).write_text(made[name])
    return 0


def cffi_module() -> str:
    """Answer the out-of-line ABI module for the declarations."""
    ffi = _parsed()
    ffi.set_source("s_server.libssl._cdef", None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "_cdef.py"
        ffi.emit_python_code(str(path))
        return path.read_text()


def typed_library() -> str:
    """Answer a Protocol with every declared function, one NewType a handle."""
    declared = _parsed()._parser._declarations  # type: ignore[attr-defined]  # cffi has no public way to list declarations
    names = {
        id(kind): key.removeprefix("typedef ")
        for key, (kind, _) in declared.items()
        if key.startswith("typedef ")
    }
    functions = sorted(
        (key.removeprefix("function "), kind)
        for key, (kind, _) in declared.items()
        if key.startswith("function ")
    )
    body = "\n".join(_method(name, kind, names) for name, kind in functions)
    used = sorted(n for n in names.values() if f": {n}" in body or f"> {n}" in body)
    types = "".join(f"\n\nclass {h}(Pointer): ...\n" for h in used)
    doc = '    """Every function that cdef.h declares."""\n'
    return f"{HEAD}{types}\n\n\nclass LibSSL(Protocol):\n{doc}\n{body}\n"


def _parsed() -> FFI:
    ffi = FFI()
    ffi.cdef((ROOM / "cdef.h").read_text())
    return ffi


def _method(name: str, kind: model.BaseFunctionType, names: dict[int, str]) -> str:
    words = [_python_type(t, names) for t in kind.args]
    result = _python_type(kind.result, names)
    given = "".join(f", a{i}: {w}" for i, w in enumerate(words))
    marker = ", /" if words else ""
    return f"    def {name}(self{given}{marker}) -> {result}: ..."


def _python_type(kind: model.BaseTypeByIdentity, names: dict[int, str]) -> str:
    match kind:
        case model.VoidType():
            return "None"
        case model.PrimitiveType():
            return "int"
        case model.PointerType(totype=model.StructType() as struct):
            return names.get(id(struct), "CData")
        case _:
            return "CData"


def _is_fresh(path: Path, text: str) -> bool:
    return path.exists() and path.read_text() == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
