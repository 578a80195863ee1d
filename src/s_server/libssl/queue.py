"""OpenSSL's error queue, turned into values.

The queue belongs to the thread: it is cleared before a call whose failure matters
and drained after it, so that no entry is ever taken for another call's.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, QueueEntry
from s_server.libssl.ffi import ffi, text

if TYPE_CHECKING:
    from s_server.libssl.load import Library

_SYSTEM_FLAG = 0x80000000  # ERR_SYSTEM_FLAG of 3.0: the rest is an errno


def drain(library: Library) -> tuple[QueueEntry, ...]:
    """Empty this thread's queue and answer its entries, oldest first."""
    entries = []
    while (entry := _take(library)) is not None:
        entries.append(entry)
    return tuple(entries)


def library_error(
    library: Library, message: str, *, hints: tuple[str, ...] = ()
) -> LibraryError:
    """Drain the queue into an error whose message ends with the reasons."""
    error = LibraryError(message, queue=drain(library), hints=hints)
    if not error.reasons:
        return error
    return LibraryError(f"{message}: {error.reasons}", queue=error.queue, hints=hints)


def _take(library: Library) -> QueueEntry | None:
    functions = library.functions
    file, line = ffi.new("const char **"), ffi.new("int *")
    function, data = ffi.new("const char **"), ffi.new("const char **")
    flags = ffi.new("int *")
    if library.has("error_functions"):
        code = functions.ERR_get_error_all(file, line, function, data, flags)
        function_name = text(function[0])
    else:
        code = functions.ERR_get_error_line_data(file, line, data, flags)
        function_name = text(functions.ERR_func_error_string(code))
    if code == 0:
        return None
    return QueueEntry(
        code=code,
        library=text(functions.ERR_lib_error_string(code)),
        function=function_name,
        reason=_reason(library, code),
        file=text(file[0]),
        line=line[0],
        data=text(data[0]) if flags[0] & 0x02 else "",  # ERR_TXT_STRING
        library_number=_library_number(library, code),
        reason_number=_reason_number(library, code),
    )


def _reason(library: Library, code: int) -> str:
    known = text(library.functions.ERR_reason_error_string(code))
    if known:
        return known
    if code & _SYSTEM_FLAG:
        return os.strerror(code & ~_SYSTEM_FLAG)
    return f"reason({code & 0xFFF})"


def _library_number(library: Library, code: int) -> int:
    """ERR_GET_LIB: its place moved in 3.0."""
    if not library.has("error_functions"):
        return code >> 24 & 0xFF
    return 0 if code & _SYSTEM_FLAG else code >> 23 & 0xFF


def _reason_number(library: Library, code: int) -> int:
    """ERR_GET_REASON, without the bits that say how bad it is."""
    if not library.has("error_functions"):
        return code & 0xFFF
    return code & (~_SYSTEM_FLAG if code & _SYSTEM_FLAG else 0x7FFF)
