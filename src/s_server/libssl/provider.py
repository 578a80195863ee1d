"""Providers of algorithms, loaded for the whole process (provider(7)).

They stay loaded: once one was asked for by name, OpenSSL loads none by itself any
more, so that without it nothing of this process could be encrypted.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.libssl.ffi import ffi, text
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from s_server.libssl._library import OSSL_PROVIDER, CData
    from s_server.libssl.load import Library

# What was loaded by name: each once, however many servers ask for it.
_loaded: dict[str, OSSL_PROVIDER] = {}


def search_providers(library: Library, folder: str) -> None:
    """Look for providers in this folder from now on; the empty name is the default."""
    functions = library.functions
    functions.ERR_clear_error()
    path = os.fsencode(folder) if folder else ffi.NULL
    if functions.OSSL_PROVIDER_set_default_search_path(ffi.NULL, path) != 1:
        raise library_error(library, f"cannot look for providers in {folder!r}")


def load_provider(library: Library, name: str) -> None:
    """Load a provider by name; raises LibraryError."""
    if name in _loaded:
        return
    functions = library.functions
    functions.ERR_clear_error()
    provider = functions.OSSL_PROVIDER_load(ffi.NULL, os.fsencode(name))
    if not provider:
        raise library_error(library, f"unable to load provider {name}")
    _loaded[name] = provider


def has_provider(library: Library, name: str) -> bool:
    """Whether a provider is loaded, or would be when one is needed."""
    return library.functions.OSSL_PROVIDER_available(ffi.NULL, name.encode()) == 1


def set_provider_parameter(
    library: Library, name: str | None, *, key: str, value: str
) -> bool:
    """Set a parameter of the active provider of that name, or of each; False if none.

    Where none was loaded by name, that activates the default one.
    Raises LibraryError.
    """
    functions = library.functions
    active: list[OSSL_PROVIDER] = []
    keeper = ffi.new_handle(active)
    functions.ERR_clear_error()
    functions.OSSL_PROVIDER_do_all(ffi.NULL, _on_provider, keeper)
    found = False
    for provider in active:
        own = text(functions.OSSL_PROVIDER_get0_name(provider))
        if name in {None, own}:
            found = True
            words = os.fsencode(key), os.fsencode(value)
            if functions.OSSL_PROVIDER_add_conf_parameter(provider, *words) != 1:
                message = f"cannot set the parameter {key!r} of {own}"
                raise library_error(library, message)
    return found


@ffi.callback("s_server_provider_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_provider(provider: OSSL_PROVIDER, keeper: CData) -> int:
    """Take note of one that is active (OSSL_PROVIDER_do_all(3)); 1 asks for more."""
    ffi.from_handle(keeper).append(provider)
    return 1
