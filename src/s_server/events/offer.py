"""What this server has to offer, for comparing with what a client offers.

Numbers are those of the wire.  It is asked for when something has failed.
"""

from __future__ import annotations

from typing import Protocol

from s_server.frozen import Frozen


class Offer(Frozen):
    """Versions, suites, groups and signature schemes, as they go on the wire."""

    versions: tuple[int, ...]
    suites: tuple[int, ...]
    groups: tuple[int, ...]
    schemes: tuple[int, ...]


class OwnCertificate(Frozen):
    """One of our certificates: its key's kind (``RSA``, ``EC``), and whose it is.

    ``names`` are its alternative names, with ``DNS:`` or the like before them; ``bits``
    are its key's, ``signature`` is OpenSSL's name of what it was signed with.
    ``usages`` are what its key is for alone, in OpenSSL's words; with ``must_staple``
    it is good only together with an OCSP response (RFC 7633).
    """

    kind: str
    subject: str
    names: tuple[str, ...]
    not_after: str
    bits: int = 0
    signature: str = ""
    issuer: str = ""
    not_before: str = ""
    usages: tuple[str, ...] = ()
    must_staple: bool = False


class Own(Protocol):
    """The server's side of a handshake."""

    @property
    def offer(self) -> Offer:
        """What may be agreed on."""

    @property
    def unguarded(self) -> Offer:
        """What might be, were the security level 0."""

    @property
    def level(self) -> int:
        """The security level."""

    @property
    def certificates(self) -> tuple[OwnCertificate, ...]:
        """Our certificates, of the server name that was asked for."""

    @property
    def shared_secrets(self) -> frozenset[str]:
        """Of which kinds it has secrets that clients share: PSK, SRP."""

    def has_version(self, version: int) -> bool:
        """Whether the library was built with a version, whatever the settings."""

    def suite_version(self, code: int) -> str | None:
        """OpenSSL's name of the version that brought a suite, None for one unknown."""

    @property
    def certificate(self) -> OwnCertificate | None:
        """The one that was sent, if one was."""

    @property
    def suite(self) -> str:
        """OpenSSL's name of the suite that was chosen, or nothing."""

    @property
    def psk_identity(self) -> bytes:
        """Whose shared key was used, up to TLS 1.2."""

    def suite_name(self, code: int) -> str | None:
        """OpenSSL's name of a suite, or None for one that it does not have."""
