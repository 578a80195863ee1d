"""Stores of trusted certificates (X509_STORE), and which context uses which.

A context has a store of its own, from which clients are verified and the server's
own chain is built; a store set for either purpose takes its place there
(SSL_CTX_set1_verify_cert_store(3)).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.libssl._library import X509_STORE
from s_server.libssl.constants import SslCtrl
from s_server.libssl.ffi import ffi
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

SHARED = 1  # the set1 functions: C takes a reference of its own


class TrustStore(Handle[X509_STORE]):
    """Certificates that are trusted, and places where more of them are looked for."""

    def __init__(self, library: Library, pointer: X509_STORE | None = None) -> None:
        functions = library.functions
        pointer = pointer or functions.X509_STORE_new()
        super().__init__(pointer, functions.X509_STORE_free)
        self.library = library

    def add_file(self, path: str) -> None:
        """Trust the certificates of a PEM file, read now; raises LibraryError."""
        self._load(path, os.fsencode(path), ffi.NULL)

    def add_folder(self, path: str) -> None:
        """Trust the certificates of a folder, looked up by hash when needed."""
        self._load(path, ffi.NULL, os.fsencode(path))

    def add_uri(self, uri: str) -> None:
        """Trust the certificates at a URI of OSSL_STORE, looked up when needed."""
        functions = self.library.functions
        functions.ERR_clear_error()
        if functions.X509_STORE_load_store(self.pointer, os.fsencode(uri)) != 1:
            raise library_error(self.library, f"cannot use {uri!r}")

    def _load(self, path: str, file: bytes | object, folder: bytes | object) -> None:
        functions = self.library.functions
        functions.ERR_clear_error()
        if functions.X509_STORE_load_locations(self.pointer, file, folder) != 1:
            raise library_error(self.library, f"cannot load {path!r}")


def own_store(context: Context) -> TrustStore:
    """Answer the context's own store, as a handle for the caller to close."""
    functions = context.library.functions
    pointer = functions.SSL_CTX_get_cert_store(context.pointer)
    functions.X509_STORE_up_ref(pointer)
    return TrustStore(context.library, pointer)


def stores_of(context: Context) -> Iterator[TrustStore]:
    """Answer the context's own store, and that for verifying clients if it has one.

    They are handles for the caller to close.
    """
    yield own_store(context)
    if context.verifying_store is not None:
        # 1.1.1 cannot be asked for it (SSL_CTX_get0_verify_cert_store is of 3.0).
        context.library.functions.X509_STORE_up_ref(context.verifying_store)
        yield TrustStore(context.library, context.verifying_store)


def trust_defaults(
    context: Context, *, file: bool = True, folder: bool = True, uri: bool = True
) -> None:
    """Trust the library's own places (SSL_CERT_FILE, SSL_CERT_DIR and so on)."""
    functions = context.library.functions
    if file:
        functions.SSL_CTX_set_default_verify_file(context.pointer)
    if folder:
        functions.SSL_CTX_set_default_verify_dir(context.pointer)
    if uri and context.library.has("trust_store"):
        functions.SSL_CTX_set_default_verify_store(context.pointer)
    # A default place that does not exist is no failure.
    functions.ERR_clear_error()


def verify_clients_from(context: Context, store: TrustStore) -> None:
    """Verify clients from ``store``, and no longer from the context's own."""
    _set_store(context, SslCtrl.SET_VERIFY_CERT_STORE, store)
    context.verifying_store = store.pointer


def build_chain_from(context: Context, store: TrustStore) -> None:
    """Build the server's own chain from ``store``, no longer from the context's own."""
    _set_store(context, SslCtrl.SET_CHAIN_CERT_STORE, store)


def tell_authorities(context: Context, path: str) -> None:
    """Tell clients the names of the authorities in a PEM file; raises LibraryError.

    They are what a client may choose its certificate by (RFC 8446 section 4.2.4).
    """
    functions = context.library.functions
    functions.ERR_clear_error()
    names = functions.SSL_load_client_CA_file(os.fsencode(path))
    if not names:
        raise library_error(context.library, f"cannot read names from {path!r}")
    # The list is the context's from here on.
    functions.SSL_CTX_set_client_CA_list(context.pointer, names)
    # The end of a PEM file leaves "no start line" behind.
    functions.ERR_clear_error()


def _set_store(context: Context, command: SslCtrl, store: TrustStore) -> None:
    pointer = ffi.cast("void *", store.pointer)
    context.library.functions.SSL_CTX_ctrl(context.pointer, command, SHARED, pointer)
