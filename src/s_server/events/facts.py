"""What can be asked of a connection: its certificate, and what was agreed."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from s_server.frozen import Frozen

if TYPE_CHECKING:
    from s_server.events.offer import Own
    from s_server.wire.client_hello import ClientHello

EarlyDataFate: TypeAlias = Literal["not_sent", "rejected", "accepted"]


class SignatureScheme(Frozen, kw_only=False):
    """A signature scheme of TLS by number, with its key and digest where known.

    ``name`` is the library's own, which those before 4.0 have none of.
    """

    code: int
    key: str
    digest: str
    name: str = ""


class TemporaryKey(Frozen, kw_only=False):
    """The key that a client sent for the agreement of secrets.

    ``kind`` is ``X25519``, ``DH`` or ``ECDH``, which has a ``curve`` too; ``bits`` is 0
    for a key that is counted otherwise.
    """

    kind: str
    curve: str
    bits: int


class RawPublicKeys(Frozen):
    """Which side showed a raw public key in place of a certificate (RFC 7250).

    ``client_key`` is the client's key in words (EVP_PKEY_print_public(3)).
    """

    server: bool
    client: bool
    client_key: bytes | None


class ExpectedKeyMatch(Frozen):
    """The expected key that the client has, in the form of a TLSA record (RFC 6698).

    It was found at this ``depth`` of the client's chain; a raw key's is 0.
    """

    usage: int
    selector: int
    matching: int
    data: bytes
    depth: int


class EchStatus(IntEnum):
    """What comes of ECH, as SSL_ech_get1_status(3) answers it."""

    FAILED = 0
    SUCCESS = 1
    GREASE = 2
    GREASE_ECH = 3
    BACKEND = 4
    BAD_CALL = -100
    NOT_TRIED = -101
    BAD_NAME = -102
    NOT_CONFIGURED = -103


class EchOutcome(Frozen):
    """What came of the client's encrypted ClientHello, if it sent any (RFC 9849).

    ``status`` is an ``EchStatus`` or, from an OpenSSL to come, another number.  The
    outer name is what everybody could read, the inner one what the client asks for.
    """

    status: int
    inner_name: bytes | None = None
    outer_name: bytes | None = None


class CertificateSummary(NamedTuple):
    """What identifies a certificate.

    ``serial`` is in hex, ``sha256`` the fingerprint; the times are as OpenSSL writes
    them.  A NamedTuple takes a fifth of a dataclass's time at the start.
    """

    subject: bytes
    issuer: bytes
    serial: str
    not_before: bytes
    not_after: bytes
    sha256: bytes


class CertificateFacts(Protocol):
    """A certificate.

    ``flags`` say how a name is printed (X509_NAME_print_ex(3)); after a title a name
    may begin on a line of its own.
    """

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""

    @property
    def text(self) -> bytes:
        """The certificate in words."""

    @property
    def not_before(self) -> bytes:
        """From when on it is valid, as OpenSSL writes it."""

    @property
    def not_after(self) -> bytes:
        """Until when it is valid, as OpenSSL writes it."""

    def subject(self, flags: int, *, titled: bool = False) -> bytes:
        """The subject's name."""

    def issuer(self, flags: int, *, titled: bool = False) -> bytes:
        """The issuer's name."""

    def summary(self, flags: int) -> CertificateSummary:
        """What identifies it, read in one go."""


class Facts(Protocol):
    """What a handshake agreed on; each fact is read from OpenSSL when asked for.

    The facts of a connection can be asked for until its Closed event is over.
    """

    @property
    def version(self) -> str:
        """The protocol, as OpenSSL calls it: ``TLSv1.3``."""

    @property
    def cipher(self) -> str | None:
        """The cipher suite, as OpenSSL calls it."""

    @property
    def cipher_number(self) -> int | None:
        """The cipher suite's number on the wire."""

    @property
    def group(self) -> str | int | None:
        """The group that the keys were agreed on in; None without, or before 3.0."""

    @property
    def server_name(self) -> bytes | None:
        """The server name that the client asked for."""

    @property
    def application_protocol(self) -> bytes:
        """The protocol that was chosen by ALPN, or nothing."""

    @property
    def early_data(self) -> EarlyDataFate:
        """What became of the client's early data."""

    @property
    def hello_came(self) -> float | None:
        """When the first ClientHello had come (time.monotonic()).

        None where nobody hears of messages.
        """

    @property
    def client_hello(self) -> ClientHello | None:
        """The first ClientHello, well-formed; None where nobody hears of them."""

    @property
    def own(self) -> Own:
        """What the server has to offer."""

    @property
    def reused(self) -> bool:
        """Whether a session was resumed."""

    @property
    def ticket_names(self) -> tuple[bytes, ...]:
        """What tickets that we can read begin with (RFC 5077 section 4)."""

    @property
    def session_pem(self) -> bytes:
        """The session in PEM."""

    @property
    def session_text(self) -> bytes:
        """The session in words (SSL_SESSION_print(3)); holds secrets."""

    @property
    def client_certificate(self) -> CertificateFacts | None:
        """The certificate that the client sent, if any."""

    @property
    def client_certificates(self) -> tuple[CertificateFacts, ...]:
        """The client's certificate and those that it sent with it."""

    @property
    def raw_keys(self) -> RawPublicKeys | None:
        """Which side showed a raw public key; None is neither."""

    @property
    def expected_key(self) -> ExpectedKeyMatch | None:
        """Which of the expected keys the client has (-expected-rpks)."""

    @property
    def ech(self) -> EchOutcome | None:
        """What came of ECH; None where we have no keys for it."""

    @property
    def sends_by_kernel(self) -> bool:
        """Whether the kernel encrypts what is sent (-ktls)."""

    @property
    def receives_by_kernel(self) -> bool:
        """Whether the kernel decrypts what is received (-ktls)."""

    @property
    def shared_ciphers(self) -> str | None:
        """The suites that both sides have, joined with colons; None is no answer.

        A resumed session has none before 4.0, and since then an empty list.
        """

    @property
    def server_ciphers(self) -> tuple[tuple[str, str], ...]:
        """The server's suites, each with the protocol that brought it."""

    @property
    def client_ciphers(self) -> tuple[str | int, ...]:
        """The suites the client offered, in its order: name, or number if unknown."""

    @property
    def signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that the client offered."""

    @property
    def shared_signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that both sides have."""

    @property
    def peer_signature(self) -> tuple[str | None, str | None]:
        """The client's own signature: digest, and key type or (since 3.5) scheme.

        A digest of "" is none.
        """

    @property
    def own_signature(self) -> str | None:
        """The scheme of our signature; None where the library does not tell (< 3.5)."""

    @property
    def own_signature_kind(self) -> tuple[str | None, str | None]:
        """Our signature: digest, of which "" is none, and key type."""

    @property
    def peer_temporary_key(self) -> TemporaryKey | None:
        """The key the client sent for this handshake, while the library has it."""

    @property
    def point_formats(self) -> bytes:
        """The EC point formats that the client offered (TLS 1.2 and older)."""

    @property
    def groups(self) -> tuple[str | int, ...]:
        """The groups that the client offered: name, or number if unknown."""

    @property
    def shared_groups(self) -> tuple[str | int, ...]:
        """The groups that both sides have."""

    def client_authorities(self, flags: int) -> tuple[bytes, ...]:
        """The names of authorities that the client would trust."""

    @property
    def next_protocol(self) -> bytes:
        """The protocol that the client chose by NPN, or nothing."""

    @property
    def srtp_profile(self) -> str | None:
        """The SRTP profile that was agreed on (DTLS)."""

    def exported(self, label: str, length: int) -> bytes | None:
        """So many bytes of keying material with this label, None where it fails."""

    @property
    def secure_renegotiation(self) -> bool:
        """Whether the client takes part in RFC 5746."""

    @property
    def renegotiation_disabled(self) -> bool:
        """Whether we refuse every renegotiation."""

    @property
    def verify_code(self) -> int:
        """What came of verifying the client: 0 is good."""

    @property
    def verify_words(self) -> str:
        """The verify code in words."""

    @property
    def verified_name(self) -> str | None:
        """The client's name that a check matched."""
