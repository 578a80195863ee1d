"""Reads certificates, keys and DH parameters from files and ``file:`` URIs.

OSSL_STORE recognises PEM, DER and PKCS#12 by itself (ossl_store-file(7)).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.libssl.callbacks import dismiss, enlist, on_pass_phrase, raise_problem
from s_server.libssl.constants import StoreType
from s_server.libssl.ffi import ffi
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error
from s_server.libssl.x509 import Certificate, PrivateKey, RevocationList

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl._library import OSSL_STORE_INFO, CData
    from s_server.libssl.load import Library


class PassPhrase:
    """Where a pass phrase comes from, asked by C at most when it needs one.

    ``asked`` tells that C needed it, ``missing`` that there was none to be had.
    """

    def __init__(self, ask: Callable[[], bytes | None]) -> None:
        self.problem: BaseException | None = None
        self.asked = False
        self.missing = False
        self._ask = ask

    def pass_phrase(self) -> bytes | None:
        """Answer the pass phrase (callbacks.PassPhraseOwner)."""
        self.asked = True
        phrase = self._ask()
        self.missing = phrase is None
        return phrase


def load_certificate(
    library: Library, uri: str, phrase: PassPhrase
) -> Certificate | None:
    """Read the first certificate at ``uri``, or None when there is none.

    Raises LibraryError when the place cannot be opened or decoded.
    """
    pointer = _first(library, uri, phrase, StoreType.CERT)
    return Certificate(library, pointer) if pointer else None


def load_certificates(
    library: Library, uri: str, phrase: PassPhrase
) -> list[Certificate]:
    """Read every certificate at ``uri``, in order; raises as load_certificate."""
    found = load_all(library, uri, phrase, StoreType.CERT)
    return [Certificate(library, pointer) for pointer in found]


def load_key(library: Library, uri: str, phrase: PassPhrase) -> PrivateKey | None:
    """Read the first private key at ``uri``, or None; raises as load_certificate."""
    pointer = _first(library, uri, phrase, StoreType.PKEY)
    return PrivateKey(library, pointer) if pointer else None


def load_parameters(
    library: Library, uri: str, phrase: PassPhrase
) -> PrivateKey | None:
    """Read the first key parameters at ``uri``, or None; raises as load_certificate."""
    pointer = _first(library, uri, phrase, StoreType.PARAMS)
    return PrivateKey(library, pointer) if pointer else None


def load_revocation_list(
    library: Library, uri: str, phrase: PassPhrase
) -> RevocationList | None:
    """Read the first list of revoked certificates at ``uri``, or None; raises too."""
    pointer = _first(library, uri, phrase, StoreType.CRL)
    return RevocationList(library, pointer) if pointer else None


def _first(
    library: Library, uri: str, phrase: PassPhrase, wanted: StoreType
) -> CData | None:
    found = load_all(library, uri, phrase, wanted, enough=1)
    return found[0] if found else None


def load_all(
    library: Library,
    uri: str,
    phrase: PassPhrase,
    wanted: StoreType,
    *,
    enough: int | None = None,
) -> list[CData]:
    """Read what is of this kind at ``uri``; raises as load_certificate.

    Whoever asks owns what is answered.
    """
    functions = library.functions
    functions.ERR_clear_error()
    method = functions.UI_UTIL_wrap_read_pem_callback(on_pass_phrase, 0)
    number = enlist(phrase)
    try:
        store = _opened(library, uri, method, number)
        if not store:
            raise library_error(library, f"cannot open {uri!r}")
        with Handle(store, functions.OSSL_STORE_close):
            kind = _numbered(library, wanted)
            functions.OSSL_STORE_expect(store, kind)
            found: list[CData] = []
            while len(found) != enough and not functions.OSSL_STORE_eof(store):
                info = functions.OSSL_STORE_load(store)
                raise_problem(phrase)
                if info:
                    if functions.OSSL_STORE_INFO_get_type(info) == kind:
                        found.append(_taken(library, info, wanted))
                    functions.OSSL_STORE_INFO_free(info)
        if not found and functions.ERR_peek_error() != 0:
            raise library_error(library, f"cannot read {uri!r}")
        functions.ERR_clear_error()
        return found
    finally:
        dismiss(number)
        functions.UI_destroy_method(method)


def _opened(library: Library, uri: str, method: CData, number: CData) -> CData:
    functions = library.functions
    null = ffi.NULL
    word = os.fsencode(uri)
    if library.query is None:
        return functions.OSSL_STORE_open(word, method, number, null, null)
    query = os.fsencode(library.query)
    return functions.OSSL_STORE_open_ex(
        word, null, query, method, number, null, null, null
    )


def _taken(library: Library, info: OSSL_STORE_INFO, kind: StoreType) -> CData:
    functions = library.functions
    match kind:
        case StoreType.CERT:
            return functions.OSSL_STORE_INFO_get1_CERT(info)
        case StoreType.PKEY:
            return functions.OSSL_STORE_INFO_get1_PKEY(info)
        case StoreType.PUBKEY:
            return functions.OSSL_STORE_INFO_get1_PUBKEY(info)
        case StoreType.PARAMS:
            return functions.OSSL_STORE_INFO_get1_PARAMS(info)
        case StoreType.CRL:
            return functions.OSSL_STORE_INFO_get1_CRL(info)


def _numbered(library: Library, kind: StoreType) -> int:
    if kind is StoreType.PARAMS or library.has("public_keys"):
        return kind
    return kind - 1
