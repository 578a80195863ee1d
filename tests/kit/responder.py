"""OCSP responders: `openssl ocsp`, and responses made for the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.kit.address import listening_address
from tests.kit.authorities import Entity
from tests.kit.process import Running
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.kit.authorities import Authorities

SHA1 = hashes.SHA1()
GOOD, REVOKED = "V", "R"


class Responder(Running):
    """`openssl ocsp`, answering for one authority; who is in no index is unknown."""

    @cached_property
    def url(self) -> str:
        """Where it is asked."""
        address = self.wait_for(
            lambda: listening_address(self.pid), "a listening socket"
        )
        return f"http://{address.text}/ocsp"


def start_responder(
    authorities: Authorities,
    statuses: Mapping[str, str],
    *options: str,
    issuer: str = "root",
) -> Responder:
    """Start a responder that knows these certificates; its answers name no end."""
    index = authorities.folder / f"{issuer}-index.txt"
    index.write_text("".join(_row(authorities, *row) for row in statuses.items()))
    (authorities.folder / f"{issuer}-index.txt.attr").touch()
    signer = ("-CA", f"{issuer}-cert.pem", "-rsigner", f"{issuer}.pem")
    command = ["openssl", "ocsp", "-port", "0", "-index", index.name, *signer, *options]
    environment = clean_environment()
    return Responder(command, env=environment, cwd=authorities.folder)


def issue_pointing(
    authorities: Authorities, name: str, url: str, issuer: str = "root"
) -> str:
    """Make a certificate that names this responder; the file with it and its key."""
    place = x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url)
    )
    extras = ((x509.AuthorityInformationAccess([place]), False),)
    authorities.issue(Entity(name=name, issuer=issuer, extras=extras))
    return authorities.pair(name).name


def made_response(
    authorities: Authorities,
    name: str,
    *,
    minutes: float | None = 60,
    algorithm: hashes.HashAlgorithm = SHA1,
) -> bytes:
    """Answer a response, good for so long, or without an end, in DER.

    The C program of 3.6 and newer knows certificates by SHA-1 alone.
    """
    issuer = authorities.issuers[name]
    now = datetime.now(UTC)
    made = ocsp.OCSPResponseBuilder().add_response(
        cert=authorities.certificates[name],
        issuer=authorities.certificates[issuer],
        algorithm=algorithm,
        cert_status=ocsp.OCSPCertStatus.GOOD,
        this_update=now - timedelta(hours=1),
        next_update=None if minutes is None else now + timedelta(minutes=minutes),
        revocation_time=None,
        revocation_reason=None,
    )
    by = ocsp.OCSPResponderEncoding.NAME
    made = made.responder_id(by, authorities.certificates[issuer])
    signed = made.sign(authorities.keys[issuer], hashes.SHA256())
    return signed.public_bytes(Encoding.DER)


def write_response(authorities: Authorities, name: str) -> Path:
    """Put such a response into a file."""
    file = authorities.folder / f"{name}-ocsp.der"
    file.write_bytes(made_response(authorities, name))
    return file


def _row(authorities: Authorities, name: str, status: str) -> str:
    serial = authorities.certificates[name].serial_number.to_bytes(20).hex().upper()
    revoked = "261101000000Z" if status == REVOKED else ""
    number = serial.lstrip("0")
    number = number.zfill(len(number) + len(number) % 2)
    return f"{status}\t400101000000Z\t{revoked}\t{number}\tunknown\t/CN={name}\n"
