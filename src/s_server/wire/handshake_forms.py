"""The structure of each handshake message's body, by version and key exchange.

RFC 8446 4, RFC 5246 7.4, RFC 8422 5, RFC 4279 (PSK), RFC 5054 (SRP), RFC 6347 (DTLS);
fields have the RFCs' names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.wire import codes
from s_server.wire import handshake_types as kinds
from s_server.wire.client_hello import DTLS_FORM, FORM
from s_server.wire.codecs import (
    Chosen,
    Coded,
    Either,
    Fixed,
    ListOf,
    Number,
    Opaque,
    Rest,
    Struct,
    decode,
)
from s_server.wire.extension_contents import CERTIFICATE_STATUS, SCHEMES
from s_server.wire.extensions import ExtensionList, OptionalExtensions

if TYPE_CHECKING:
    from s_server.wire.codecs import Codec
    from s_server.wire.reader import Reader
    from s_server.wire.values import Record

HELLO_RETRY_REQUEST_RANDOM = bytes.fromhex(
    "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
)
"""SHA-256 of the words HelloRetryRequest (RFC 8446 4.1.3)."""

DATA = {name: Struct(**{name: Rest()}) for name in ("data", "fragment")}
EMPTY = Struct()
SSL3 = 0x0300  # has the encrypted secret without a length


def form_of(
    kind: int, version: int, cipher_suite: int | None, *, dtls: bool
) -> Codec[Record]:
    """Answer how to read a message of that type; opaque data where nothing is known."""
    if kind == kinds.CLIENT_HELLO:
        return DTLS_FORM if dtls else FORM
    if kind in (kinds.SERVER_KEY_EXCHANGE, kinds.CLIENT_KEY_EXCHANGE):
        forms = _server_forms if kind == kinds.SERVER_KEY_EXCHANGE else _client_forms
        return forms(version).get(key_exchange(cipher_suite), DATA["data"])
    if kind in ANY_VERSION:
        return ANY_VERSION[kind]
    before = TLS12 if has_algorithms(version) else OLDER
    table = TLS13 if is_tls13(version) else before
    return table.get(kind, DATA["data"])


def is_tls13(version: int) -> bool:
    """Whether it is TLS 1.3, one of its drafts, or DTLS 1.3."""
    return version in (0x0304, 0xFEFC) or version >> 8 == 0x7F


def has_algorithms(version: int) -> bool:
    """Whether signatures say how they were made: from TLS 1.2 on (RFC 5246 4.7)."""
    return version in (0x0303, 0xFEFD) or is_tls13(version)


def is_hello_retry_request(fields: Record) -> bool:
    """Whether a ServerHello's random is the one that means another thing."""
    return fields.get("random") == HELLO_RETRY_REQUEST_RANDOM


def key_exchange(cipher_suite: int | None) -> str:
    """What stands before _WITH_ in a suite's name; empty if unknown."""
    name = "" if cipher_suite is None else codes.CipherSuite(cipher_suite).name or ""
    before, found, _ = name.removeprefix("TLS_").partition("_WITH_")
    return before.removesuffix("_EXPORT") if found else ""


class _ServerHello:
    """A ServerHello, or the HelloRetryRequest in its clothes."""

    def read(self, reader: Reader) -> Record:
        data = reader.rest()
        retry = data[2:34] == HELLO_RETRY_REQUEST_RANDOM
        return decode(_RETRY if retry else _SERVER_HELLO, data)

    def write(self, value: Record) -> bytes:
        return _SERVER_HELLO.write(value)


def _server_hello(message: int) -> Struct:
    return Struct(
        version=Coded(codes.Version),
        random=Fixed(32),
        session_id=Opaque(1),
        cipher_suite=Coded(codes.CipherSuite),
        compression_method=Coded(codes.Compression),
        extensions=OptionalExtensions(message),
    )


_SERVER_HELLO = _server_hello(kinds.SERVER_HELLO)
_RETRY = _server_hello(kinds.HELLO_RETRY_REQUEST)

NAMES = ListOf(2, Opaque(2))
CERTIFICATE_TYPES = ListOf(1, Coded(codes.ClientCertificateType))
SIGNED = {"algorithm": Coded(codes.SignatureScheme), "signature": Opaque(2)}
SIGNED_BEFORE = {"signature": Opaque(2)}

ANY_VERSION: dict[int, Codec[Record]] = {
    kinds.HELLO_REQUEST: EMPTY,
    kinds.SERVER_HELLO: _ServerHello(),
    kinds.HELLO_VERIFY_REQUEST: Struct(version=Coded(codes.Version), cookie=Opaque(1)),
    kinds.END_OF_EARLY_DATA: EMPTY,
    kinds.ENCRYPTED_EXTENSIONS: Struct(
        extensions=ExtensionList(kinds.ENCRYPTED_EXTENSIONS)
    ),
    # RFC 9147 9
    kinds.REQUEST_CONNECTION_ID: Struct(num_cids=Number(1)),
    kinds.NEW_CONNECTION_ID: Struct(cids=ListOf(2, Opaque(1)), usage=Number(1)),
    kinds.SERVER_HELLO_DONE: EMPTY,
    kinds.FINISHED: Struct(verify_data=Rest()),
    # RFC 6066 5
    kinds.CERTIFICATE_URL: Struct(
        type=Number(1),
        url_and_hash_list=ListOf(
            2, Struct(url=Opaque(2), padding=Number(1), sha1_hash=Fixed(20))
        ),
    ),
    kinds.CERTIFICATE_STATUS: CERTIFICATE_STATUS,
    # RFC 4680
    kinds.SUPPLEMENTAL_DATA: Struct(
        supp_data=ListOf(3, Struct(type=Coded(codes.SupplementalType), data=Opaque(2)))
    ),
    kinds.KEY_UPDATE: Struct(request_update=Coded(codes.KeyUpdateRequest)),
    # RFC 8879 4
    kinds.COMPRESSED_CERTIFICATE: Struct(
        algorithm=Coded(codes.CertificateCompression),
        uncompressed_length=Number(3),
        compressed_certificate_message=Opaque(3),
    ),
    # draft-agl-tls-nextprotoneg
    kinds.NEXT_PROTOCOL: Struct(selected_protocol=Opaque(1), padding=Opaque(1)),
    kinds.MESSAGE_HASH: Struct(hash=Rest()),
}

TLS13: dict[int, Codec[Record]] = {
    kinds.NEW_SESSION_TICKET: Struct(
        ticket_lifetime=Number(4),
        ticket_age_add=Number(4),
        ticket_nonce=Opaque(1),
        ticket=Opaque(2),
        extensions=ExtensionList(kinds.NEW_SESSION_TICKET),
    ),
    kinds.CERTIFICATE: Struct(
        certificate_request_context=Opaque(1),
        certificate_list=ListOf(
            3,
            Struct(cert_data=Opaque(3), extensions=ExtensionList(kinds.CERTIFICATE)),
        ),
    ),
    kinds.CERTIFICATE_REQUEST: Struct(
        certificate_request_context=Opaque(1),
        extensions=ExtensionList(kinds.CERTIFICATE_REQUEST),
    ),
    kinds.CERTIFICATE_VERIFY: Struct(**SIGNED),
}

OLDER: dict[int, Codec[Record]] = {
    kinds.NEW_SESSION_TICKET: Struct(ticket_lifetime_hint=Number(4), ticket=Opaque(2)),
    # RFC 7250 3: a raw public key is told by an extension of another message.
    kinds.CERTIFICATE: Either(
        ("certificate_list", ListOf(3, Opaque(3))),
        ("subject_public_key_info", Opaque(3)),
    ),
    kinds.CERTIFICATE_REQUEST: Struct(
        certificate_types=CERTIFICATE_TYPES, certificate_authorities=NAMES
    ),
    kinds.CERTIFICATE_VERIFY: Struct(**SIGNED_BEFORE),
}
TLS12: dict[int, Codec[Record]] = {
    **OLDER,
    kinds.CERTIFICATE_REQUEST: Struct(
        certificate_types=CERTIFICATE_TYPES,
        supported_signature_algorithms=SCHEMES,
        certificate_authorities=NAMES,
    ),
    kinds.CERTIFICATE_VERIFY: Struct(**SIGNED),
}

HINT = {"psk_identity_hint": Opaque(2)}
IDENTITY = {"psk_identity": Opaque(2)}
DH = {"dh_p": Opaque(2), "dh_g": Opaque(2), "dh_Ys": Opaque(2)}
SRP = {"srp_N": Opaque(2), "srp_g": Opaque(2), "srp_s": Opaque(1), "srp_B": Opaque(2)}
RSA = {"rsa_modulus": Opaque(2), "rsa_exponent": Opaque(2)}
YC = {"dh_Yc": Opaque(2)}
POINT = {"ecdh_Yc": Opaque(1)}
SECRET = {"encrypted_pre_master_secret": Opaque(2)}


def _server_forms(version: int) -> dict[str, Codec[Record]]:
    """How a ServerKeyExchange looks, by key exchange."""
    signed = SIGNED if has_algorithms(version) else SIGNED_BEFORE
    return {
        **dict.fromkeys(("ECDHE_RSA", "ECDHE_ECDSA"), _curve(**signed)),
        "ECDH_anon": _curve(),
        "ECDHE_PSK": Struct(**HINT, params=_curve()),
        **dict.fromkeys(("DHE_RSA", "DHE_DSS"), Struct(**DH, **signed)),
        "DH_anon": Struct(**DH),
        "DHE_PSK": Struct(**HINT, **DH),
        **dict.fromkeys(("PSK", "RSA_PSK"), Struct(**HINT)),
        "SRP_SHA": Struct(**SRP),
        **dict.fromkeys(("SRP_SHA_RSA", "SRP_SHA_DSS"), Struct(**SRP, **signed)),
        "RSA": Struct(**RSA, **signed),
    }


def _client_forms(version: int) -> dict[str, Codec[Record]]:
    """How a ClientKeyExchange looks, by key exchange.

    A static key of Diffie-Hellman in the client's certificate leaves nothing to send.
    """
    if version == SSL3:
        return {**dict.fromkeys(("DHE_RSA", "DHE_DSS", "DH_anon"), Struct(**YC))}
    return {
        "RSA": Struct(**SECRET),
        **dict.fromkeys(("DHE_RSA", "DHE_DSS", "DH_anon"), Struct(**YC)),
        **dict.fromkeys(("ECDHE_RSA", "ECDHE_ECDSA", "ECDH_anon"), Struct(**POINT)),
        "PSK": Struct(**IDENTITY),
        "RSA_PSK": Struct(**IDENTITY, **SECRET),
        "DHE_PSK": Struct(**IDENTITY, **YC),
        "ECDHE_PSK": Struct(**IDENTITY, **POINT),
        **dict.fromkeys(
            ("SRP_SHA", "SRP_SHA_RSA", "SRP_SHA_DSS"), Struct(srp_A=Opaque(2))
        ),
    }


def _curve(**signed: object) -> Chosen:
    """A named curve; one described by numbers is opaque (RFC 8422 removes them)."""
    named = Struct(named_curve=Coded(codes.Group), ecdh_Ys=Opaque(1), **signed)
    return Chosen("curve_type", codes.CurveType, DATA["data"], {3: named})
