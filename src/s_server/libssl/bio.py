"""Memory for C to print into, and bytes for C to read from.

C prints nowhere else: what it prints goes on as bytes (BIO_s_mem(3)).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.libssl._library import BIO
    from s_server.libssl.load import Library

_PIECE = 4096


def printed(library: Library, write: Callable[[BIO], object]) -> bytes:
    """Let ``write`` print into memory and answer what it printed."""
    functions = library.functions
    bio = functions.BIO_new(functions.BIO_s_mem())
    try:
        write(bio)
        pieces = []
        room = ffi.new("char[]", _PIECE)
        while (count := functions.BIO_read(bio, room, _PIECE)) > 0:
            pieces.append(bytes(ffi.buffer(room, count)))
        return b"".join(pieces)
    finally:
        functions.BIO_free(bio)


@contextmanager
def reading(library: Library, data: bytes) -> Iterator[BIO]:
    """Give C a BIO that reads ``data``, for the length of a ``with``."""
    functions = library.functions
    kept = ffi.from_buffer(data)
    bio = functions.BIO_new_mem_buf(kept, len(data))
    try:
        yield bio
    finally:
        functions.BIO_free(bio)
