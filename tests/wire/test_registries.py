"""Names are IANA's own, and they are those that Wireshark knows."""

from __future__ import annotations

import re
import subprocess

import pytest

from s_server.wire import _registries
from s_server.wire.registries import name_of, protocol_name, table

# From the registries' own pages: what a reader would look up first.
SAMPLES = [
    ("cipher_suites", 0x1301, "TLS_AES_128_GCM_SHA256"),
    ("cipher_suites", 0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ("cipher_suites", 0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ("cipher_suites", 0x00FF, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"),
    ("cipher_suites", 0x5600, "TLS_FALLBACK_SCSV"),
    ("cipher_suites", 0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    ("cipher_suites", 0xC0AF, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"),
    ("cipher_suites", 0xD001, "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256"),
    ("extensions", 0, "server_name"),
    ("extensions", 16, "application_layer_protocol_negotiation"),
    ("extensions", 34, "delegated_credential"),
    ("extensions", 35, "session_ticket"),
    ("extensions", 65037, "encrypted_client_hello"),
    ("extensions", 65281, "renegotiation_info"),
    ("groups", 23, "secp256r1"),
    ("groups", 29, "x25519"),
    ("groups", 256, "ffdhe2048"),
    ("groups", 514, "MLKEM1024"),
    ("groups", 4588, "X25519MLKEM768"),
    ("signature_schemes", 0x0403, "ecdsa_secp256r1_sha256"),
    ("signature_schemes", 0x0804, "rsa_pss_rsae_sha256"),
    ("signature_schemes", 0x0905, "mldsa65"),
    ("alerts", 48, "unknown_ca"),
    ("alerts", 120, "no_application_protocol"),
    ("handshake_types", 1, "client_hello"),
    ("certificate_compression", 2, "brotli"),
    ("psk_modes", 1, "psk_dhe_ke"),
    ("point_formats", 0, "uncompressed"),
    ("srtp_profiles", 7, "SRTP_AEAD_AES_128_GCM"),
    ("certificate_types", 2, "RawPublicKey"),
]
# Table: the field that has its names in Wireshark.
FIELDS = {
    "alerts": "tls.alert_message.desc",
    "handshake_types": "tls.handshake.type",
    "certificate_compression": "tls.compress_certificate.algorithm",
    "point_formats": "tls.handshake.extensions_ec_point_format",
    "srtp_profiles": "dtls.use_srtp.protection_profile",
    "cipher_suites": "tls.handshake.ciphersuite",
    "extensions": "tls.handshake.extension.type",
    "groups": "tls.handshake.extensions_supported_group",
    "signature_schemes": "tls.handshake.sig_hash_alg",
}
# Where we keep to IANA's word, or to the one that the number has got since.
OTHERWISE = {
    ("handshake_types", 21): "certificate_url",
    ("handshake_types", 67): "next_protocol",
    ("extensions", 34): "delegated_credential",
    ("extensions", 65445): "quic_transport_parameters (draft)",
    ("groups", 512): "MLKEM512",
    ("groups", 513): "MLKEM768",
    ("groups", 514): "MLKEM1024",
    ("cipher_suites", 0xCC13): "OLD_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    ("cipher_suites", 0xCC14): "OLD_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    ("cipher_suites", 0xCC15): "OLD_TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
}


@pytest.mark.parametrize(("registry", "code", "name"), SAMPLES)
def test_names_are_ianas(registry: str, code: int, name: str) -> None:
    assert name_of(registry, code) == name


def test_unknown_numbers_have_no_name() -> None:
    assert name_of("groups", 0x0A0A) is None
    assert name_of("no such registry", 1) is None
    assert protocol_name(b"\x0a\x0a") is None


def test_protocols_have_names() -> None:
    assert protocol_name(b"h2") == "HTTP/2 over TLS"


def test_no_name_is_wiresharks_own() -> None:
    tables = [t for n, t in vars(_registries).items() if n.isupper() and n != "ALPN"]
    names = [name for found in tables for name in found.values()]
    assert len(names) > 700
    assert not [
        name for name in names if re.search("(?i)grease|reserved|unknown ", name)
    ]


@pytest.fixture(scope="module")
def wireshark() -> dict[str, dict[int, str]]:
    """What tshark calls each number, by its field."""
    done = subprocess.run(
        ["tshark", "-G", "values"], capture_output=True, text=True, check=True
    )
    found: dict[str, dict[int, str]] = {field: {} for field in FIELDS.values()}
    for line in done.stdout.splitlines():
        kind, *words = line.split("\t")
        if kind == "V" and words[0] in found:
            found[words[0]][int(words[1], 0)] = words[2]
    return found


def _plain(name: str) -> str:
    return name.lower().replace(" ", "_")


@pytest.mark.parametrize("registry", FIELDS)
def test_they_are_wiresharks_too(
    registry: str, wireshark: dict[str, dict[int, str]]
) -> None:
    ours, theirs = table(registry), wireshark[FIELDS[registry]]
    assert len(ours.keys() & theirs.keys()) > 2
    different = {
        (registry, code): name
        for code, name in ours.items()
        if code in theirs and _plain(theirs[code]) != _plain(name)
        if "reserved" not in theirs[code].lower()
    }
    assert different == {k: v for k, v in OTHERWISE.items() if k[0] == registry}
