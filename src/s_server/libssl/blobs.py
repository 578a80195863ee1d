"""Private keys in Microsoft's forms, with the functions that know nothing else.

Since 3.0 OSSL_STORE finds out these forms too; 1.1.1 has them here alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.bio import reading
from s_server.libssl.callbacks import dismiss, enlist, on_pass_phrase, raise_problem
from s_server.libssl.queue import library_error
from s_server.libssl.x509 import PrivateKey

if TYPE_CHECKING:
    from s_server.libssl.load import Library
    from s_server.libssl.store import PassPhrase


def load_blob(library: Library, path: str, _phrase: PassPhrase) -> PrivateKey:
    """Read a private key as a BLOB (MSBLOB); raises LibraryError and OSError."""
    functions = library.functions
    functions.ERR_clear_error()
    with reading(library, _content(path)) as bio:
        key = functions.b2i_PrivateKey_bio(bio)
    if not key:
        raise library_error(library, f"cannot read {path!r}")
    return PrivateKey(library, key)


def load_pvk(library: Library, path: str, phrase: PassPhrase) -> PrivateKey:
    """Read a private key in a PVK file; raises LibraryError and OSError."""
    functions = library.functions
    functions.ERR_clear_error()
    number = enlist(phrase)
    try:
        with reading(library, _content(path)) as bio:
            key = functions.b2i_PVK_bio(bio, on_pass_phrase, number)
        raise_problem(phrase)
    finally:
        dismiss(number)
    if not key:
        raise library_error(library, f"cannot read {path!r}")
    return PrivateKey(library, key)


def _content(path: str) -> bytes:
    with open(path.removeprefix("file:"), "rb") as file:
        return file.read()
