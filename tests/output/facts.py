"""Plain facts of a handshake, for renderers that know no OpenSSL."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from s_server.events import (
    CertificateSummary,
    ConnectionInfo,
    EarlyDataFate,
    EchOutcome,
    ExpectedKeyMatch,
    RawPublicKeys,
    SignatureScheme,
    TemporaryKey,
)
from tests.explain.own import PlainOwn

if TYPE_CHECKING:
    from s_server.events import CertificateFacts, Facts
    from s_server.events.offer import Own
    from s_server.output.text.pieces import Piece, Stream
    from s_server.wire.client_hello import ClientHello

INFO = ConnectionInfo(7, "127.0.0.1:50000")
ECDSA_SHA256 = SignatureScheme(0x0403, "ECDSA", "SHA256")
ED25519 = SignatureScheme(0x0807, "Ed25519", "")
UNKNOWN = SignatureScheme(0x0905, "", "")


@dataclass(kw_only=True)
class PlainCertificate:
    """A certificate (events.CertificateFacts)."""

    pem: bytes = b"-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"
    text: bytes = b"Certificate:\n    Data: <&>\n"

    not_before: bytes = b"Nov  1 00:00:00 2026 GMT"
    not_after: bytes = b"Nov  2 00:00:00 2026 GMT"

    def subject(self, flags: int, *, titled: bool = False) -> bytes:
        return b"titled " * titled + b"subject %x" % flags

    def issuer(self, flags: int, *, titled: bool = False) -> bytes:
        return b"titled " * titled + b"issuer %x" % flags

    def summary(self, flags: int) -> CertificateSummary:
        return CertificateSummary(
            self.subject(flags),
            self.issuer(flags),
            "0a",
            self.not_before,
            self.not_after,
            b"\x5a" * 32,
        )


@dataclass(kw_only=True)
class PlainFacts:
    """A TLS 1.3 handshake without a client certificate (events.Facts)."""

    version: str = "TLSv1.3"
    client_hello: ClientHello | None = None
    own: Own = field(default_factory=PlainOwn)
    cipher: str | None = "TLS_AES_256_GCM_SHA384"
    cipher_number: int | None = 0x1302
    group: str | int | None = "x25519"
    server_name: bytes | None = None
    application_protocol: bytes = b""
    early_data: EarlyDataFate = "not_sent"
    hello_came: float | None = None
    client_certificates: tuple[CertificateFacts, ...] = ()
    own_signature_kind: tuple[str | None, str | None] = ("SHA256", "ECDSA")
    reused: bool = False
    ticket_names: tuple[bytes, ...] = (b"\0" * 16,)
    session_pem: bytes = b"-----BEGIN SSL SESSION PARAMETERS-----\nAA==\n-----END\n"
    session_text: bytes = b"SSL-Session:\n    Protocol  : TLSv1.3\n"
    client_certificate: CertificateFacts | None = None
    raw_keys: RawPublicKeys | None = None
    expected_key: ExpectedKeyMatch | None = None
    ech: EchOutcome | None = None
    sends_by_kernel: bool = False
    receives_by_kernel: bool = False
    shared_ciphers: str | None = "A:B"
    server_ciphers: tuple[tuple[str, str], ...] = (("TLSv1.3", "A"), ("TLSv1.2", "B"))
    client_ciphers: tuple[str | int, ...] = ("A", "B", 0xFF, 0x1A1A)
    signature_schemes: tuple[SignatureScheme, ...] = (ECDSA_SHA256, ED25519, UNKNOWN)
    shared_signature_schemes: tuple[SignatureScheme, ...] = (ECDSA_SHA256,)
    peer_signature: tuple[str | None, str | None] = (None, None)
    own_signature: str | None = None
    peer_temporary_key: TemporaryKey | None = None
    point_formats: bytes = b""
    groups: tuple[str | int, ...] = ("x25519", 0x1A1A)
    shared_groups: tuple[str | int, ...] = ("x25519",)
    authorities: tuple[bytes, ...] = ()
    secure_renegotiation: bool = True
    renegotiation_disabled: bool = False
    verify_code: int = 0
    verify_words: str = "ok"
    verified_name: str | None = None
    next_protocol: bytes = b""
    srtp_profile: str | None = None
    material: bytes | None = None

    def exported(self, label: str, length: int) -> bytes | None:
        assert label
        return self.material and self.material[:length]

    def client_authorities(self, flags: int) -> tuple[bytes, ...]:
        return tuple(b"%s %x" % (name, flags) for name in self.authorities)


def tls_1_2(certificate: CertificateFacts | None = None) -> PlainFacts:
    """A TLS 1.2 handshake in which the client sent all it may."""
    return PlainFacts(
        version="TLSv1.2",
        cipher="ECDHE-RSA-AES128-GCM-SHA256",
        client_certificate=certificate or PlainCertificate(),
        peer_signature=("SHA256", "RSA-PSS"),
        point_formats=b"\0\1\2\3",
        authorities=(b"CN = One", b"CN = Two"),
    )


def lines(pieces: list[Piece], stream: Stream) -> list[str]:
    """The lines of the pieces that go to one stream."""
    data = b"".join(piece.data for piece in pieces if piece.stream is stream)
    assert not data or data.endswith(b"\n")
    return data.decode().split("\n")[:-1]


@dataclass(kw_only=True)
class Everything:
    """Proof for the type checker that the fakes are what they stand for."""

    facts: Facts = field(default_factory=PlainFacts)
    certificate: CertificateFacts = field(default_factory=PlainCertificate)
