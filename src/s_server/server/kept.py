"""What events have of OpenSSL's, as values that outlive the connection.

Facts are kept so for other threads; certificates and responses only for another
process, which cannot ask OpenSSL about them.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Self

from s_server.events import CertificateSummary
from s_server.frozen import Frozen
from s_server.options.name_format import WORDS

if TYPE_CHECKING:
    from s_server.events import (
        CertificateFacts,
        EarlyDataFate,
        EchOutcome,
        ExpectedKeyMatch,
        Facts,
        OcspResponse,
        RawPublicKeys,
        SignatureScheme,
        TemporaryKey,
    )
    from s_server.events.offer import Own
    from s_server.wire.client_hello import ClientHello

_GONE = "is not kept: ask for it in a handler of Server.subscribe, without process"
_COMPAT, _RFC2253, _ONELINE, _MULTILINE = (
    WORDS[word].bits for word in ("compat", "RFC2253", "oneline", "multiline")
)
_NEW_DEFAULT = 0x20312  # of the C program's since 3.2: oneline as UTF-8, a=b
NAME_FLAGS = (
    *(_COMPAT, _RFC2253, _ONELINE, _MULTILINE, _NEW_DEFAULT),
    _RFC2253 & ~WORDS["esc_msb"].bits,
)
"""The ways to print a name with which certificates are kept (X509_NAME_print_ex(3))."""


class KeptFacts(Frozen):
    """The facts of one handshake (events.Facts), without its secrets."""

    version: str
    cipher: str | None
    cipher_number: int | None
    group: str | int | None
    server_name: bytes | None
    application_protocol: bytes
    early_data: EarlyDataFate
    hello_came: float | None
    reused: bool
    ticket_names: tuple[bytes, ...]
    client_certificate: CertificateFacts | None
    client_certificates: tuple[CertificateFacts, ...]
    raw_keys: RawPublicKeys | None
    expected_key: ExpectedKeyMatch | None
    ech: EchOutcome | None
    sends_by_kernel: bool
    receives_by_kernel: bool
    shared_ciphers: str | None
    server_ciphers: tuple[tuple[str, str], ...]
    client_ciphers: tuple[str | int, ...]
    signature_schemes: tuple[SignatureScheme, ...]
    shared_signature_schemes: tuple[SignatureScheme, ...]
    peer_signature: tuple[str | None, str | None]
    own_signature: str | None
    own_signature_kind: tuple[str | None, str | None]
    peer_temporary_key: TemporaryKey | None
    point_formats: bytes
    groups: tuple[str | int, ...]
    shared_groups: tuple[str | int, ...]
    next_protocol: bytes
    srtp_profile: str | None
    secure_renegotiation: bool
    renegotiation_disabled: bool
    verify_code: int
    verify_words: str
    verified_name: str | None

    @classmethod
    def of(cls, facts: Facts) -> Self:
        """Read everything that is kept."""
        names = (field.name for field in dataclasses.fields(cls))
        return cls(**{name: getattr(facts, name) for name in names})

    @property
    def session_pem(self) -> bytes:
        """Raises ValueError: a session holds secrets."""
        raise ValueError(f"session_pem {_GONE}")

    @property
    def session_text(self) -> bytes:
        """Raises ValueError: a session holds secrets."""
        raise ValueError(f"session_text {_GONE}")

    @property
    def client_hello(self) -> ClientHello | None:
        """Raises ValueError: ClientHelloReceived has it for who wants it."""
        raise ValueError(f"client_hello {_GONE}")

    @property
    def own(self) -> Own:
        """Raises ValueError: it is asked of the connection."""
        raise ValueError(f"own {_GONE}")

    def exported(self, label: str, length: int) -> bytes | None:
        """Raises ValueError: keying material is a secret."""
        raise ValueError(f"{length} bytes of {label!r}: keying material {_GONE}")

    def client_authorities(self, flags: int) -> tuple[bytes, ...]:
        """Raises ValueError: it depends on the flags, and clients seldom send any."""
        raise ValueError(f"client_authorities({flags}) {_GONE}")


class KeptCertificate(Frozen):
    """What can be told of a certificate (events.CertificateFacts) without OpenSSL.

    ``names`` are its subject and its issuer, by how they are printed: flags, titled.
    """

    pem: bytes
    text: bytes
    not_before: bytes
    not_after: bytes
    serial: str
    sha256: bytes
    names: dict[tuple[int, bool], tuple[bytes, bytes]]

    @classmethod
    def of(cls, certificate: CertificateFacts, name_flags: int | None) -> Self:
        """Read everything that is kept: names as usual, and with these flags."""
        summary = certificate.summary(_COMPAT)
        ways = {*NAME_FLAGS, _COMPAT if name_flags is None else name_flags}
        return cls(
            pem=certificate.pem,
            text=certificate.text,
            not_before=summary.not_before,
            not_after=summary.not_after,
            serial=summary.serial,
            sha256=summary.sha256,
            names={
                (flags, titled): (
                    certificate.subject(flags, titled=titled),
                    certificate.issuer(flags, titled=titled),
                )
                for flags in ways
                for titled in (False, True)
            },
        )

    def subject(self, flags: int, *, titled: bool = False) -> bytes:
        """The subject's name; raises ValueError for flags that are not kept."""
        return self._names(flags, titled=titled)[0]

    def issuer(self, flags: int, *, titled: bool = False) -> bytes:
        """The issuer's name; raises ValueError for flags that are not kept."""
        return self._names(flags, titled=titled)[1]

    def summary(self, flags: int) -> CertificateSummary:
        """What identifies it; raises ValueError for flags that are not kept."""
        names = self._names(flags, titled=False)
        times = self.not_before, self.not_after
        return CertificateSummary(*names, self.serial, *times, self.sha256)

    def _names(self, flags: int, *, titled: bool) -> tuple[bytes, bytes]:
        found = self.names.get((flags, titled))
        if found is None:
            known = ", ".join(sorted({f"{flags:#x}" for flags, _ in self.names}))
            raise ValueError(
                f"names printed with flags {flags:#x} are not kept: ask for {known}, "
                "or say which with nameopt"
            )
        return found


class KeptResponse(Frozen):
    """A response of an OCSP responder (events.OcspResponse) without OpenSSL."""

    octets: bytes
    text: bytes

    @classmethod
    def of(cls, response: OcspResponse) -> Self:
        """Read everything that is kept."""
        return cls(octets=response.octets, text=response.text)
