"""Certificates and keys in memory."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.queue import drain
from s_server.libssl.store import PassPhrase, load_parameters
from s_server.libssl.x509 import (
    certificate_from_pem,
    certificate_of,
    key_from_pem,
)

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

ONE_LINE = 0x82031F  # XN_FLAG_ONELINE
RFC_2253 = 0x1110317  # XN_FLAG_RFC2253


def openssl(*words: str | Path) -> bytes:
    """What an ``openssl`` command prints."""
    return subprocess.run(["openssl", *words], capture_output=True, check=True).stdout


def test_a_certificate_is_printed_as_openssl_does(
    library: Library, certificates: Certificates
) -> None:
    path = certificates.certificate("ecdsa")
    with certificate_from_pem(library, path.read_bytes()) as certificate:
        assert certificate.pem == openssl("x509", "-in", path)
        printed = openssl("x509", "-in", path, "-noout", "-text")
        # X509_print(3) has its own way with names, and 1.1.1 with extensions.
        expected = printed.replace(b" = ", b"=").split(b"X509v3 extensions")[0]
        assert certificate.text.startswith(expected)
        assert len(certificate.text) > len(expected)


@pytest.mark.parametrize(
    ("flags", "option"), [(ONE_LINE, "oneline"), (RFC_2253, "RFC2253")]
)
def test_names_are_printed_as_openssl_does(
    library: Library, certificates: Certificates, flags: int, option: str
) -> None:
    path = certificates.signed("rsa")
    words = ("x509", "-in", path, "-noout", "-nameopt", option)
    with certificate_from_pem(library, path.read_bytes()) as certificate:
        subject = b"subject=" + certificate.subject(flags) + b"\n"
        issuer = b"issuer=" + certificate.issuer(flags) + b"\n"
    assert subject == openssl(*words, "-subject")
    assert issuer == openssl(*words, "-issuer")


def test_a_key_matches_its_own_certificate_only(
    library: Library, certificates: Certificates
) -> None:
    pem = certificates.pair("rsa").read_bytes()
    mismatching = certificates.mismatching.read_bytes()
    other = certificates.key("ecdsa").read_bytes()
    with (
        certificate_from_pem(library, pem) as certificate,
        key_from_pem(library, pem) as key,
        key_from_pem(library, mismatching) as same_type,
        key_from_pem(library, other) as other_type,
    ):
        assert certificate.matches(key)
        assert not certificate.matches(same_type)
        assert not certificate.matches(other_type)
    assert drain(library) == ()


@pytest.mark.parametrize("read", [certificate_from_pem, key_from_pem])
@pytest.mark.parametrize("data", [b"", b"nonsense", b"-----BEGIN X-----\n"])
def test_what_is_not_pem_is_an_error(library: Library, read: type, data: bytes) -> None:
    with pytest.raises(LibraryError, match=r"cannot read a .* from memory"):
        read(library, data)


def test_parameters_know_their_type(
    library: Library, certificates: Certificates
) -> None:
    path = str(certificates.dh_parameters)
    parameters = load_parameters(library, path, PassPhrase(lambda: None))
    assert parameters is not None
    with parameters:
        assert parameters.is_dh
    with key_from_pem(library, certificates.key("rsa").read_bytes()) as key:
        assert not key.is_dh


@pytest.mark.parametrize(
    ("name", "kind", "bits", "signature"),
    [
        ("rsa", "RSA", 2048, "RSA-SHA256"),
        ("ecdsa", "EC", 256, "ecdsa-with-SHA256"),
        ("ed25519", "ED25519", {253, 256}, "ED25519"),
    ],
)
def test_what_a_key_and_a_signature_are(
    library: Library,
    certificates: Certificates,
    *,
    name: str,
    kind: str,
    bits: int | set[int],
    signature: str,
) -> None:
    data = certificates.certificate(name).read_bytes()
    with certificate_from_pem(library, data) as certificate:
        assert certificate.kind == kind
        assert certificate.bits in (bits if isinstance(bits, set) else {bits})
        assert certificate.signature == signature


def test_a_certificate_that_is_somebody_elses(
    library: Library, certificates: Certificates
) -> None:
    data = certificates.certificate("rsa").read_bytes()
    with certificate_from_pem(library, data) as owned:
        with certificate_of(library, owned.pointer) as borrowed:
            assert borrowed.pem == owned.pem
        assert owned.pem == data
