"""Files of random bytes (RAND_load_file(3), RAND_write_file(3))."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s_server.libssl.load import Library


def write_random_file(library: Library, path: str) -> bool:
    """Write random bytes for the next start; answers whether it worked."""
    functions = library.functions
    functions.ERR_clear_error()
    written = functions.RAND_write_file(os.fsencode(path)) > 0
    functions.ERR_clear_error()
    return written
