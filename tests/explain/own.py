"""Our side of a handshake, for causes that know no OpenSSL."""

from __future__ import annotations

from dataclasses import dataclass, field

from s_server.errors import QueueEntry
from s_server.events.offer import Offer, OwnCertificate

EMPTY = Offer(versions=(), suites=(), groups=(), schemes=())
NAMES = {0x1301: "TLS_AES_128_GCM_SHA256", 0xC02F: "ECDHE-RSA-AES128-GCM-SHA256"}


def entry(library: int, reason: int) -> QueueEntry:
    """An entry of OpenSSL's error queue, by its numbers."""
    return QueueEntry(
        code=1,
        library="",
        function="",
        reason="",
        file="",
        line=1,
        data="",
        library_number=library,
        reason_number=reason,
    )


@dataclass(kw_only=True)
class PlainOwn:
    """What a server has (events.offer.Own)."""

    offer: Offer = EMPTY
    unguarded: Offer = EMPTY
    level: int = 1
    certificates: tuple[OwnCertificate, ...] = ()
    certificate: OwnCertificate | None = None
    suite: str = ""
    psk_identity: bytes = b""
    names: dict[int, str] = field(default_factory=lambda: dict(NAMES))
    secrets: frozenset[str] = frozenset()

    @property
    def shared_secrets(self) -> frozenset[str]:
        return self.secrets

    def has_version(self, version: int) -> bool:
        """All but SSL 3.0, as distributions build it."""
        return version != 0x0300

    def suite_version(self, code: int) -> str | None:
        name = self.suite_name(code)
        is_new = name is not None and name.endswith(("SHA256", "SHA384"))
        return None if name is None else "TLSv1.2" if is_new else "TLSv1.0"

    def suite_name(self, code: int) -> str | None:
        """OpenSSL's name of a suite."""
        return self.names.get(code)
