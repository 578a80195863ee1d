"""Raw public keys in the place of certificates, ours and the clients' (RFC 7250)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from s_server.errors import LibraryError
from s_server.events.facts import ExpectedKeyMatch, RawPublicKeys
from s_server.libssl.bio import printed
from s_server.libssl.constants import StoreType
from s_server.libssl.ffi import ffi
from s_server.libssl.queue import library_error
from s_server.libssl.store import load_all
from s_server.libssl.x509 import Certificate, PrivateKey

if TYPE_CHECKING:
    from s_server.libssl._library import SSL
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.store import PassPhrase
    from s_server.libssl.tls import Tls


class CertificateType(IntEnum):
    """What a side shows for a certificate (RFC 7250 section 3, IANA's numbers)."""

    X509 = 0
    RAW_PUBLIC_KEY = 2


# What suits the client, raw keys first.
_TYPES = bytes((CertificateType.RAW_PUBLIC_KEY, CertificateType.X509))
_INDENT = 2


def offer_raw_key(context: Context) -> None:
    """Show clients that can take it our public key alone; raises LibraryError."""
    functions = context.library.functions
    if functions.SSL_CTX_set1_server_cert_type(context.pointer, _TYPES, 2) != 1:
        raise library_error(context.library, "cannot offer a raw public key")


def take_raw_keys(context: Context) -> None:
    """Take the public key alone from clients that have one; raises LibraryError."""
    functions = context.library.functions
    if functions.SSL_CTX_set1_client_cert_type(context.pointer, _TYPES, 2) != 1:
        raise library_error(context.library, "cannot take raw public keys")


def load_public_keys(
    library: Library, uri: str, phrase: PassPhrase
) -> list[PrivateKey]:
    """Read the public keys at ``uri``, and those of its certificates.

    Raises LibraryError when the place cannot be opened, or holds nothing known.
    """
    functions = library.functions
    problem: LibraryError | None = None
    found = []
    for kind in (StoreType.PUBKEY, StoreType.CERT):
        try:
            pointers = load_all(library, uri, phrase, kind)
        except LibraryError as caught:
            problem = caught
            continue
        for pointer in pointers:
            if kind is StoreType.PUBKEY:
                found.append(PrivateKey(library, pointer))
                continue
            with Certificate(library, pointer) as certificate:
                key = functions.X509_get0_pubkey(certificate.pointer)
                functions.EVP_PKEY_up_ref(key)
                found.append(PrivateKey(library, key))
    functions.ERR_clear_error()
    if not found and problem is not None:
        raise problem
    return found


def expect_keys(context: Context, keys: tuple[PrivateKey, ...]) -> None:
    """Trust clients that have one of these keys, and nobody else.

    The context owns the keys from now on; raises LibraryError.
    """
    context.expected_keys = keys
    context.when_attached.append(_expect_on)
    for key in keys:
        context.when_closed(key.close)
    if context.library.functions.SSL_CTX_dane_enable(context.pointer) != 1:
        raise library_error(context.library, "cannot check raw public keys")


def _expect_on(tls: Tls) -> None:
    functions = tls.library.functions
    # DANE without a domain: the keys stand in for its records (SSL_dane_enable(3)).
    done = functions.SSL_dane_enable(tls.pointer, ffi.NULL) == 1
    for key in tls.context.expected_keys:
        done = done and functions.SSL_add_expected_rpk(tls.pointer, key.pointer) == 1
    if not done:
        raise library_error(tls.library, "cannot check raw public keys")


def negotiated(library: Library, ssl: SSL) -> RawPublicKeys | None:
    """Answer which side showed a raw public key, and the client's; None is neither."""
    if not library.has("rpk"):
        return None
    functions = library.functions
    raw = CertificateType.RAW_PUBLIC_KEY
    ours = functions.SSL_get_negotiated_server_cert_type(ssl) == raw
    theirs = functions.SSL_get_negotiated_client_cert_type(ssl) == raw
    key = functions.SSL_get0_peer_rpk(ssl)
    if not (ours or theirs or key):
        return None
    write = functions.EVP_PKEY_print_public
    text = (
        printed(library, lambda bio: write(bio, key, _INDENT, ffi.NULL))
        if key
        else None
    )
    return RawPublicKeys(server=ours, client=theirs, client_key=text)


def match(library: Library, ssl: SSL) -> ExpectedKeyMatch | None:
    """Answer which expected key the client was found to have."""
    functions = library.functions
    depth = functions.SSL_get0_dane_authority(ssl, ffi.NULL, ffi.NULL)
    if depth < 0:
        return None
    usage, selector, matching = (ffi.new("uint8_t *") for _ in range(3))
    data, size = ffi.new("const unsigned char **"), ffi.new("size_t *")
    functions.SSL_get0_dane_tlsa(ssl, usage, selector, matching, data, size)
    return ExpectedKeyMatch(
        usage=usage[0],
        selector=selector[0],
        matching=matching[0],
        data=bytes(ffi.buffer(data[0], size[0])),
        depth=depth,
    )
