"""Each number is what OpenSSL's headers say it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from s_server.events.facts import EchStatus
from s_server.libssl import constants, load, offered, security, store, trace, x509
from s_server.libssl.constants import (
    BioCtrl,
    BuildChain,
    ConfFlag,
    CryptoIndex,
    ExtensionAnswer,
    InfoWhere,
    InitFlag,
    RevocationError,
    SecurityOperation,
    SecuritySubject,
    SetCurrent,
    SslCtrl,
    SslError,
    SslMode,
    SslOption,
    StoreType,
    VerifyError,
    VerifyFlag,
    VerifyMode,
    Version,
)
from s_server.libssl.raw_keys import CertificateType
from tests.house.test_headers import (
    BULLSEYE,
    EXPERIMENTAL,
    INSTALLED,
    OLDER,
    Headers,
    present,
)

from . import compiled

if TYPE_CHECKING:
    from enum import IntEnum
    from pathlib import Path

    from s_server.libssl.load import Library

PREFIXES = {
    SslCtrl: "SSL_CTRL_",
    BuildChain: "SSL_BUILD_CHAIN_FLAG_",
    SetCurrent: "SSL_CERT_SET_",
    BioCtrl: "BIO_CTRL_",
    SslError: "SSL_ERROR_",
    ExtensionAnswer: "SSL_TLSEXT_ERR_",
    SslMode: "SSL_MODE_",
    SslOption: "SSL_OP_",
    ConfFlag: "SSL_CONF_FLAG_",
    InfoWhere: "SSL_CB_",
    StoreType: "OSSL_STORE_INFO_",
    CertificateType: "TLSEXT_cert_type_",
    EchStatus: "SSL_ECH_STATUS_",
    InitFlag: "OPENSSL_INIT_",
    CryptoIndex: "CRYPTO_EX_INDEX_",
    VerifyMode: "SSL_VERIFY_",
    VerifyFlag: "X509_V_FLAG_",
    VerifyError: "X509_V_ERR_",
    RevocationError: "X509_V_ERR_",
    SecurityOperation: "SSL_SECOP_",
    SecuritySubject: "SSL_SECOP_OTHER_",
}
# Where we spell a name otherwise than OpenSSL does.
SPELT = {
    "SSL_OP_NO_SSL3": "SSL_OP_NO_SSLv3",
    "SSL_OP_NO_TLS1": "SSL_OP_NO_TLSv1",
    "SSL_OP_NO_TLS1_1": "SSL_OP_NO_TLSv1_1",
    "SSL_OP_NO_TLS1_2": "SSL_OP_NO_TLSv1_2",
    "SSL_OP_NO_TLS1_3": "SSL_OP_NO_TLSv1_3",
    "X509_V_ERR_OK": "X509_V_OK",
    "TLSEXT_cert_type_X509": "TLSEXT_cert_type_x509",
    "TLSEXT_cert_type_RAW_PUBLIC_KEY": "TLSEXT_cert_type_rpk",
    "BIO_CTRL_SET_BUFF_SIZE": "BIO_C_SET_BUFF_SIZE",
}
PLAIN = {
    "NID_dhKeyAgreement": constants.NID_DH,
    "NID_crl_distribution_points": constants.NID_CRL_DISTRIBUTION_POINTS,
    "NID_freshest_crl": constants.NID_FRESHEST_CRL,
    "NID_undef": constants.NID_UNDEF,
    "SSL_SECOP_OTHER_TYPE": security._SUBJECT_BITS,
    "NID_X9_62_id_ecPublicKey": constants.NID_EC_KEY,
    "BIO_CB_READ": trace.BIO_READ,
    "BIO_CB_WRITE": trace.BIO_WRITE,
    "BIO_CB_RETURN": trace.BIO_RETURN,
    "BIO_FLAGS_SHOULD_RETRY": trace.BIO_SHOULD_RETRY,
    "BIO_CLOSE": constants.MEM_BIO_CLOSE,
    "BIO_NOCLOSE": constants.SOCKET_BIO_NOCLOSE,
    "TLSEXT_nid_unknown": constants.GROUP_UNKNOWN,
    "XN_FLAG_COMPAT": x509.NAME_COMPAT,
    "XN_FLAG_SEP_MASK": x509.NAME_SEPARATOR,
    "XN_FLAG_SEP_MULTILINE": x509.NAME_MULTILINE,
    "ENGINE_METHOD_ALL": constants.ENGINE_METHOD_ALL,
    "TLSEXT_NAMETYPE_host_name": constants.SERVER_NAME_HOST,
    "OPENSSL_VERSION": load.OPENSSL_VERSION,
    "ERR_TXT_STRING": 0x02,
    **{f"{version.name}_VERSION": version.value for version in Version},
}
KEYS = {
    "NID_rsaEncryption": "RSA",
    "NID_rsassaPss": "RSA-PSS",
    "NID_dsa": "DSA",
    "NID_X9_62_id_ecPublicKey": "ECDSA",
    "NID_ED25519": "Ed25519",
    "NID_ED448": "Ed448",
    "NID_id_GostR3410_2001": "gost2001",
    "NID_id_GostR3410_2012_256": "gost2012_256",
    "NID_id_GostR3410_2012_512": "gost2012_512",
}
# What 1.1.1 has not, or numbers otherwise (store.py sees to the second).
SINCE_3 = {
    "SSL_CTRL_GET_NEGOTIATED_GROUP",
    *("SSL_OP_IGNORE_UNEXPECTED_EOF", "SSL_OP_ENABLE_KTLS"),
    *("BIO_CTRL_GET_KTLS_SEND", "BIO_CTRL_GET_KTLS_RECV", "OSSL_STORE_INFO_PUBKEY"),
    *("OSSL_STORE_INFO_PKEY", "OSSL_STORE_INFO_CERT", "OSSL_STORE_INFO_CRL"),
    *("SSL_OP_DISABLE_TLSEXT_CA_NAMES", "SSL_SECOP_TMP_DH"),
}


SINCE_3_2 = {
    "SSL_OP_ENABLE_KTLS_TX_ZEROCOPY_SENDFILE",
    *("TLSEXT_cert_type_x509", "TLSEXT_cert_type_rpk"),
}
SINCE_3_5 = {"SSL_CTRL_GET_SIGNATURE_NAME", "SSL_CTRL_GET_PEER_SIGNATURE_NAME"}
SINCE_3_6 = {"SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP_EX"}
SINCE_4_0 = {
    *("SSL_OP_ECH_TRIALDECRYPT", "SSL_OP_ECH_GREASE_RETRY_CONFIG"),
    *(f"SSL_ECH_STATUS_{status.name}" for status in EchStatus),
}


def ours() -> dict[str, int]:
    """Every number of ours under OpenSSL's name."""
    found = dict(PLAIN)
    for kind, prefix in PREFIXES.items():
        # Iterating a flag would leave out its members of several bits.
        for word, member in cast("type[IntEnum]", kind).__members__.items():
            name = prefix + word
            # As unsigned as `theirs` prints them.
            found[SPELT.get(name, name)] = int(member) % 2**64
    return found


def theirs(names: list[str], headers: Headers, path: Path) -> dict[str, int]:
    """The same from the headers; names that they lack are left out."""
    lines = "".join(
        f"#ifdef {name}\n"
        f'printf("{name} %llu\\n", (unsigned long long){name});\n'
        "#endif\n"
        for name in names
    )
    includes = "".join(
        f"#include <{header}.h>\n"
        for header in (
            "stdio",
            "openssl/ssl",
            "openssl/store",
            "openssl/err",
            "openssl/engine",
        )
    )
    source = f"{includes}int main(void) {{\n{lines}return 0; }}\n"
    printed = compiled.output(path, source, *headers.options).splitlines()
    return {name: int(number) for name, number in map(str.split, printed)}


def test_numbers_are_those_of_the_installed_headers(tmp_path: Path) -> None:
    newer = {
        *(SINCE_3_2 if INSTALLED.release < (3, 2) else ()),
        *(SINCE_4_0 if INSTALLED.release < (4, 0) else ()),
        *(SINCE_3_5 if INSTALLED.release < (3, 5) else ()),
        *(SINCE_3_6 if INSTALLED.release < (3, 6) else ()),
    }
    expected = {name: n for name, n in ours().items() if name not in newer}
    assert theirs(list(expected), INSTALLED, tmp_path / "a") == expected


def test_numbers_are_those_of_4_0(tmp_path: Path) -> None:
    # Without engines there is none to be loaded.
    expected = ours() | {"OPENSSL_INIT_ENGINE_ALL_BUILTIN": 0}
    headers = Headers(present(EXPERIMENTAL).folders)
    assert theirs(list(expected), headers, tmp_path / "a") == expected


def test_numbers_are_those_of_1_1_1(tmp_path: Path) -> None:
    assert OLDER.is_dir(), "no 1.1.1 here: run `make peers`"
    newer = SINCE_3 | SINCE_3_2 | SINCE_3_5 | SINCE_3_6 | SINCE_4_0
    expected = {name: n for name, n in ours().items() if name not in newer}
    headers = Headers(BULLSEYE.folders)
    assert theirs(list(expected), headers, tmp_path / "a") == expected


def test_types_of_keys_have_the_headers_numbers(tmp_path: Path) -> None:
    found = theirs(list(KEYS), INSTALLED, tmp_path / "a")
    assert {number: KEYS[name] for name, number in found.items()} == offered.KEYS


def test_a_wrong_number_would_be_found(tmp_path: Path) -> None:
    wrong = {"SSL_CTRL_MODE": 34}
    assert theirs(list(wrong), INSTALLED, tmp_path / "a") != wrong


# 1.1.1 has no public keys.
@pytest.mark.parametrize("kind", sorted({*StoreType} - {StoreType.PUBKEY}))
def test_kinds_in_stores_are_numbered_as_the_release_does(
    library: Library, tmp_path: Path, kind: StoreType
) -> None:
    is_old = not library.has("public_keys")
    headers = Headers(BULLSEYE.folders) if is_old else INSTALLED
    name = f"OSSL_STORE_INFO_{kind.name}"
    found = theirs([name], headers, tmp_path / "a")
    assert store._numbered(library, kind) == found[name]
