"""What can be told of a certificate after it is freed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.x509 import Certificate, certificate_from_pem

if TYPE_CHECKING:
    from s_server.events import CertificateSummary


class CertificateText:
    """A certificate's facts (events.CertificateFacts).

    Names are printed with the flags that somebody asked for, so the certificate is
    kept as PEM and read again when one is wanted.
    """

    def __init__(self, certificate: Certificate) -> None:
        self._library = certificate.library
        self.pem = certificate.pem

    def read(self) -> Certificate:
        """Read the certificate again, for the caller to close."""
        return certificate_from_pem(self._library, self.pem)

    @property
    def text(self) -> bytes:
        """The certificate in words."""
        with self.read() as certificate:
            return certificate.text

    @property
    def not_before(self) -> bytes:
        """From when on it is valid."""
        with self.read() as certificate:
            return certificate.not_before

    @property
    def not_after(self) -> bytes:
        """Until when it is valid."""
        with self.read() as certificate:
            return certificate.not_after

    def subject(self, flags: int, *, titled: bool = False) -> bytes:
        """The subject's name."""
        with self.read() as certificate:
            return certificate.subject(flags, titled=titled)

    def issuer(self, flags: int, *, titled: bool = False) -> bytes:
        """The issuer's name."""
        with self.read() as certificate:
            return certificate.issuer(flags, titled=titled)

    def summary(self, flags: int) -> CertificateSummary:
        """What identifies it, with names printed as ``flags`` say."""
        with self.read() as certificate:
            return certificate.summary(flags)
