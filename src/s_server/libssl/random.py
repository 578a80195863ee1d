"""Files of random bytes (RAND_load_file(3), RAND_write_file(3))."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from s_server.libssl.load import Library


def read_random_file(library: Library, path: str) -> None:
    """Seed the random generator with what is in a file; raises LibraryError."""
    functions = library.functions
    functions.ERR_clear_error()
    # -1: all of a file, or 2048 bits of a device (RAND_load_file(3)).
    if functions.RAND_load_file(os.fsencode(path), -1) < 0:
        raise library_error(library, f"Can't load {path} into RNG")


def write_random_file(library: Library, path: str) -> bool:
    """Write random bytes for the next start; answers whether it worked."""
    functions = library.functions
    functions.ERR_clear_error()
    written = functions.RAND_write_file(os.fsencode(path)) > 0
    functions.ERR_clear_error()
    return written
