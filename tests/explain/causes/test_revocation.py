"""Certificates of clients that are revoked, or of which nobody knows whether."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.explain.causes.test_clients import client, strict
from tests.explain.told import check, check_cause, check_nothing, serving
from tests.kit.authorities import DAY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.authorities import Authorities

NEVER = ("trust", "purpose", "our certificate", "the client ended", "suite")


def list_with_reason(authorities: Authorities) -> Path:
    """A list in which the reason stands too."""
    issuer, now = authorities.certificates["root"], datetime.now(UTC)
    revoked = (
        x509.RevokedCertificateBuilder()
        .serial_number(authorities.certificates["revoked"].serial_number)
        .revocation_date(now - DAY)
        .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
    )
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now - DAY)
        .next_update(now + DAY)
        .add_revoked_certificate(revoked.build())
    )
    key = authorities.keys["root"]
    digest = issuer.signature_hash_algorithm
    path = authorities.folder / "root-crl-reason.pem"
    # cryptography leaves the key's own kinds of digests to its caller.
    path.write_bytes(made.sign(key, digest).public_bytes(Encoding.PEM))  # type: ignore[arg-type]
    return path


def test_lists_of_revoked_certificates(authorities: Authorities) -> None:
    ours = {**strict(authorities), "crl_check": True}
    folder = authorities.folder
    reason = list_with_reason(authorities)
    with serving(**ours, CRL=str(folder / "root-crl.pem")) as told:
        plain = told.of(client(authorities, "revoked", "-tls1_2"))
        check_cause(plain, "client_revoked", "is revoked since", "with serial number")
        assert "stolen" not in "".join(plain.words)
        check_nothing(told.of(client(authorities, "client")))
    with serving(**ours, CRL=str(reason)) as told:
        check(told.of(client(authorities, "revoked")), "client_revoked", *NEVER)
    with serving(**ours) as told:
        record = told.of(client(authorities, "client"))
        check(record, "client_revocation_unknown", "expired", *NEVER)
    with serving(**ours, CRL=str(folder / "root-crl-old.pem")) as told:
        record = told.of(client(authorities, "client"))
        check(record, "client_revocation_list_invalid", "certificate has", *NEVER)
