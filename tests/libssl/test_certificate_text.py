"""A certificate is told of when it is gone."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from s_server.libssl.certificate_text import CertificateText
from s_server.libssl.x509 import certificate_from_pem

if TYPE_CHECKING:
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

RFC2253 = 0x1110317


def test_a_certificate_is_told_of_after_it_is_freed(
    library: Library, certificates: Certificates
) -> None:
    pem = certificates.signed("ecdsa").read_bytes()
    with certificate_from_pem(library, pem) as certificate:
        told = CertificateText(certificate)
        expected = (
            certificate.pem,
            certificate.text,
            certificate.subject(0),
            certificate.issuer(0),
        )
    assert (told.pem, told.text, told.subject(0), told.issuer(0)) == expected


def test_the_summary_is_what_openssl_says(
    library: Library, certificates: Certificates
) -> None:
    pem = certificates.signed("ecdsa").read_bytes()
    with certificate_from_pem(library, pem) as certificate:
        told = CertificateText(certificate)
    summary = told.summary(RFC2253)
    names = ("-subject", "-issuer", "-nameopt", "RFC2253", "-serial", "-dates")
    command = ["openssl", "x509", "-noout", *names, "-fingerprint", "-sha256"]
    done = subprocess.run(command, input=pem, capture_output=True, check=True)
    said = dict(line.split(b"=", 1) for line in done.stdout.splitlines())
    assert summary.subject == said[b"subject"]
    assert summary.issuer == said[b"issuer"]
    assert summary.serial.upper().encode() == said[b"serial"]
    assert (summary.not_before, summary.not_after) == (
        said[b"notBefore"],
        said[b"notAfter"],
    )
    assert summary.sha256.hex(":").upper().encode() == said[b"sha256 Fingerprint"]
