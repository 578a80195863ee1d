"""Engines: cryptography from outside, up to OpenSSL 3.6 (ENGINE_by_id(3)).

An engine is set for the whole process, which keeps it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.libssl.callbacks import dismiss, enlist, on_pass_phrase, raise_problem
from s_server.libssl.constants import ENGINE_METHOD_ALL
from s_server.libssl.ffi import ffi
from s_server.libssl.load import Release
from s_server.libssl.queue import library_error
from s_server.libssl.x509 import PrivateKey

if TYPE_CHECKING:
    from s_server.libssl._library import ENGINE
    from s_server.libssl.load import Library
    from s_server.libssl.store import PassPhrase


# By name: a second server that asks for the same engine gets the same one.
_set: dict[str, ENGINE] = {}


def register_all_engines(library: Library) -> None:
    """Let every engine do what it can, as ``-engine auto`` says."""
    library.functions.ENGINE_register_all_complete()


def set_engine(library: Library, name: str) -> None:
    """Have everything done by this engine where it can; raises LibraryError.

    ``name`` is an engine's, or the path of a file that holds one.
    """
    if name in _set:
        return
    functions = library.functions
    functions.ERR_clear_error()
    word = os.fsencode(name)
    engine = functions.ENGINE_by_id(word) or _from_file(library, word)
    if not engine:
        invalid = "invalid" if library.release < Release.V3_0 else "Invalid"
        raise library_error(library, f'{invalid} engine "{name}"')
    if functions.ENGINE_set_default(engine, ENGINE_METHOD_ALL) != 1:
        functions.ENGINE_free(engine)
        raise library_error(library, f"cannot use the engine {name!r}")
    _set[name] = engine


def _from_file(library: Library, path: bytes) -> ENGINE | None:
    """Load an engine that OpenSSL does not know by name, by the engine ``dynamic``."""
    functions = library.functions
    engine = functions.ENGINE_by_id(b"dynamic")
    if not engine:
        return None
    set_path = functions.ENGINE_ctrl_cmd_string(engine, b"SO_PATH", path, 0)
    if set_path and functions.ENGINE_ctrl_cmd_string(engine, b"LOAD", ffi.NULL, 0):
        return engine
    functions.ENGINE_free(engine)
    return None


def load_engine_key(
    library: Library, name: str, identifier: str, phrase: PassPhrase
) -> PrivateKey:
    """Answer the private key that an engine, set before, has under an identifier.

    Raises LibraryError, or what asking for the pass phrase raised.
    """
    functions = library.functions
    functions.ERR_clear_error()
    engine = _set[name]
    if functions.ENGINE_init(engine) != 1:
        raise library_error(library, f"cannot start the engine {name!r}")
    method = functions.UI_UTIL_wrap_read_pem_callback(on_pass_phrase, 0)
    number = enlist(phrase)
    try:
        key = functions.ENGINE_load_private_key(
            engine, os.fsencode(identifier), method, number
        )
        raise_problem(phrase)
    finally:
        dismiss(number)
        functions.UI_destroy_method(method)
        # The key holds the engine by itself.
        functions.ENGINE_finish(engine)
    if not key:
        raise library_error(library, f"the engine has no key {identifier!r}")
    return PrivateKey(library, key)
