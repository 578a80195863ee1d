"""What a handshake agreed on, as values that outlive the connection."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Self

from s_server.frozen import Frozen

if TYPE_CHECKING:
    from s_server.events import (
        CertificateFacts,
        EarlyDataFate,
        EchOutcome,
        ExpectedKeyMatch,
        Facts,
        RawPublicKeys,
        SignatureScheme,
        TemporaryKey,
    )
    from s_server.events.offer import Own
    from s_server.wire.client_hello import ClientHello

_GONE = "is not kept: ask for it in a handler of Server.subscribe"


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
