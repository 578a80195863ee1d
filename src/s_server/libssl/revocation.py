"""Lists of revoked certificates: put into stores, and fetched when one is needed.

The library asks for the lists of an issuer while it checks a client's chain
(X509_STORE_set_lookup_crls(3)).  Ours answers what the store has and, beside it, the
list that the certificate points to.  It is fetched only for a chain whose signatures
are good: a stranger's certificate must not make us send requests.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from s_server.errors import FetchError
from s_server.events import RevocationListMissing
from s_server.libssl.bio import reading
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import (
    NID_CRL_DISTRIBUTION_POINTS,
    NID_FRESHEST_CRL,
    RevocationError,
)
from s_server.libssl.ffi import ffi
from s_server.libssl.load import current
from s_server.wire.distribution_points import MalformedError, http_location

if TYPE_CHECKING:
    from s_server.libssl._library import X509, X509_NAME, X509_STORE_CTX, CData
    from s_server.libssl.tls import Tls
    from s_server.libssl.trust import TrustStore
    from s_server.libssl.x509 import RevocationList

Fetch = Callable[[str, float, int | None], bytes]
"""Answers what lies at an address, until a monotonic time, or until a descriptor is
readable; raises FetchError."""

FETCH_SECONDS = 10.0
"""How long all the fetches of one verification may take together."""
_PAUSE = 1.0  # verifications further apart than this have nothing to do with another
_PLACES = (NID_CRL_DISTRIBUTION_POINTS, NID_FRESHEST_CRL)


def add_list(store: TrustStore, revoked: RevocationList) -> None:
    """Have the store know a list."""
    store.library.functions.X509_STORE_add_crl(store.pointer, revoked.pointer)


def fetch_lists(store: TrustStore) -> None:
    """Have lists fetched while chains are checked with this store."""
    store.library.functions.X509_STORE_set_lookup_crls(store.pointer, on_lookup_crls)


@ffi.callback("s_server_lookup_crls_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_lookup_crls(ctx: X509_STORE_CTX, issuer: X509_NAME) -> CData:
    """Answer the lists of an issuer, as a stack that C frees."""
    functions = current().functions
    known = functions.X509_STORE_CTX_get1_crls(ctx, issuer)
    index = functions.SSL_get_ex_data_X509_STORE_CTX_idx()
    ssl = functions.X509_STORE_CTX_get_ex_data(ctx, index)
    connection = connection_of(ffi.cast("SSL *", ssl)) if ssl else None
    if connection is None:
        return known
    tls = cast("Tls", connection)
    return guarded(tls, lambda: _with_fetched(tls, ctx, known), known)


def _with_fetched(tls: Tls, ctx: X509_STORE_CTX, known: CData) -> CData:
    functions = tls.library.functions
    certificate = functions.X509_STORE_CTX_get_current_cert(ctx)
    lists = known
    if not certificate or not _is_sound(tls, ctx, certificate):
        return lists
    for place in _PLACES:
        found = _fetched(tls, certificate, place)
        if found:
            lists = lists or ffi.cast(
                "struct stack_st_X509_CRL *", functions.OPENSSL_sk_new_null()
            )
            functions.OPENSSL_sk_push(ffi.cast("OPENSSL_STACK *", lists), found)
    functions.ERR_clear_error()
    return lists


def _is_sound(tls: Tls, ctx: X509_STORE_CTX, certificate: X509) -> bool:
    """Whether nothing is wrong so far and each signature from here up is good.

    The library checks signatures only after it has looked for lists.
    """
    functions = tls.library.functions
    error = functions.X509_STORE_CTX_get_error(ctx)
    if error and error not in set(RevocationError):
        return False
    chain = ffi.cast("OPENSSL_STACK *", functions.X509_STORE_CTX_get0_chain(ctx))
    count = functions.OPENSSL_sk_num(chain)
    links = [
        ffi.cast("X509 *", functions.OPENSSL_sk_value(chain, i)) for i in range(count)
    ]
    if certificate in links:
        links = links[links.index(certificate) :]
    issuers = [*links[1:], *links[-1:]]
    return all(
        functions.X509_verify(link, functions.X509_get0_pubkey(issuer)) == 1
        for link, issuer in zip(links, issuers, strict=True)
    )


def _fetched(tls: Tls, certificate: X509, place: int) -> CData:
    """Answer the list at the first address of an extension, or NULL."""
    address = "?"
    try:
        found = _location(tls, certificate, place)
        if found is None or tls.context.fetch is None:
            return ffi.NULL
        address = found
        octets = tls.context.fetch(address, _deadline(tls), tls.stop)
        functions = tls.library.functions
        with reading(tls.library, octets) as bio:
            revoked = functions.d2i_X509_CRL_bio(bio, ffi.NULL)
        if revoked:
            return revoked
        reason = "it is no list of revoked certificates in DER"
    except (FetchError, MalformedError) as problem:
        reason = str(problem)
    tls.note(RevocationListMissing, place=address, reason=reason)
    return ffi.NULL


def _deadline(tls: Tls) -> float:
    now = time.monotonic()
    if now > tls.fetch_deadline + _PAUSE:
        tls.fetch_deadline = now + FETCH_SECONDS
    return tls.fetch_deadline


def _location(tls: Tls, certificate: X509, place: int) -> str | None:
    functions = tls.library.functions
    index = functions.X509_get_ext_by_NID(certificate, place, -1)
    if index < 0:
        return None
    data = functions.X509_EXTENSION_get_data(functions.X509_get_ext(certificate, index))
    size = functions.ASN1_STRING_length(data)
    return http_location(bytes(ffi.buffer(functions.ASN1_STRING_get0_data(data), size)))
