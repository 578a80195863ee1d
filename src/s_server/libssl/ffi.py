"""cffi's handle on our declarations, and C's strings as text."""

from __future__ import annotations

from typing import Any

from s_server.libssl._cdef import ffi as _ffi

# cffi's own types know no handle of ours; _library.py has the types that count.
ffi: Any = _ffi


def text(pointer: Any) -> str:  # noqa: ANN401 - any char pointer
    """Copy a C string; nothing where the pointer is NULL."""
    return str(ffi.string(pointer), errors="replace") if pointer else ""
