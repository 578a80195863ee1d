"""A ClientHello as it came: every byte, in order, and what its extensions say.

RFC 8446 4.1.2, RFC 6347 4.2.1 (DTLS's cookie), RFC 5246 E.2 (SSLv2's form).
"""

from __future__ import annotations

from typing import cast

from s_server.errors import WireError
from s_server.frozen import Frozen
from s_server.wire import codes
from s_server.wire.codecs import Coded, Fixed, ListOf, Opaque, Struct, decode
from s_server.wire.extensions import Extension, OptionalExtensions
from s_server.wire.handshake_types import CLIENT_HELLO
from s_server.wire.reader import Reader
from s_server.wire.values import Record

EMPTY_RENEGOTIATION_INFO_SCSV = 0x00FF  # RFC 5746 3.3
FALLBACK_SCSV = 0x5600  # RFC 7507
HOST_NAME = 0

SUITES = ListOf(2, Coded(codes.CipherSuite))
COMPRESSIONS = ListOf(1, Coded(codes.Compression))
BEGIN = {"version": Coded(codes.Version), "random": Fixed(32), "session_id": Opaque(1)}
END = {
    "cipher_suites": SUITES,
    "compression_methods": COMPRESSIONS,
    "extensions": OptionalExtensions(CLIENT_HELLO),
}
FORM = Struct(**BEGIN, **END)
DTLS_FORM = Struct(**BEGIN, cookie=Opaque(1), **END)


class ClientHello(Frozen, kw_only=False):
    """What a client offers.

    ``version`` is the old field, at most TLS 1.2: ``supported_versions`` has the rest.
    ``extensions`` is None when the whole block is left out, ``cookie`` when the form
    is not DTLS's.  With ``sslv2`` the hello has the form of SSLv2: ``random`` is its
    challenge of 16 to 32 bytes, and a suite above 0xffff is an SSLv2 cipher kind.
    """

    version: int
    random: bytes
    session_id: bytes = b""
    cookie: bytes | None = None
    cipher_suites: tuple[int, ...] = ()
    compression_methods: tuple[int, ...] = (0,)
    extensions: tuple[Extension, ...] | None = None
    sslv2: bool = False

    @classmethod
    def decode(cls, body: bytes, *, dtls: bool = False) -> ClientHello:
        """Read a ClientHello without its handshake header.

        What an extension holds is not looked at, so one that is malformed hides
        nothing else.
        """
        return cls.from_fields(decode(DTLS_FORM if dtls else FORM, body))

    @classmethod
    def from_fields(cls, fields: Record) -> ClientHello:
        """Make one of the fields of a ClientHello message."""
        values = dict(fields.items)
        return cls(**values)  # type: ignore[arg-type]  # the form says what they are

    @classmethod
    def decode_sslv2(cls, message: bytes) -> ClientHello:
        """Read a hello of SSLv2's form, from its type on, as OpenSSL shows it.

        The record's two bytes of length are not in it.
        """
        reader = Reader(message)
        if (kind := reader.number(1)) != CLIENT_HELLO:
            raise WireError(f"message type {kind} is no ClientHello of SSLv2's form")
        version = codes.Version(reader.number(2))
        sizes = [reader.number(2) for _ in range(3)]
        specs, session_id, challenge = (Reader(reader.take(size)) for size in sizes)
        reader.finish()
        if specs.left % 3:
            raise WireError(f"{specs.left} bytes are no list of three-byte suites")
        suites = [codes.CipherSuite(specs.number(3)) for _ in range(specs.left // 3)]
        return cls(
            version=version,
            random=challenge.rest(),
            session_id=session_id.rest(),
            cipher_suites=tuple(suites),
            compression_methods=(),
            sslv2=True,
        )

    def encode(self) -> bytes:
        """Give the bytes that it was read from."""
        if self.sslv2:
            return self._encode_sslv2()
        form = FORM if self.cookie is None else DTLS_FORM
        return form.write(
            Record(tuple((name, getattr(self, name)) for name in form.names))
        )

    def _encode_sslv2(self) -> bytes:
        specs = b"".join(suite.to_bytes(3) for suite in self.cipher_suites)
        parts = (specs, self.session_id, self.random)
        sizes = (len(part).to_bytes(2) for part in parts)
        return b"".join((b"\x01", self.version.to_bytes(2), *sizes, *parts))

    def extension(self, code: int) -> Extension | None:
        """Answer the first extension of that number."""
        for extension in self.extensions or ():
            if extension.code == code:
                return extension
        return None

    def __contains__(self, code: int) -> bool:
        return self.extension(code) is not None

    @property
    def server_name(self) -> str | None:
        """The host that is asked for (SNI), with other than ASCII bytes in hex."""
        for entry in self._contents(0):
            if entry["name_type"] == HOST_NAME:
                return cast("bytes", entry["name"]).decode("ascii", "backslashreplace")
        return None

    @property
    def alpn_protocols(self) -> tuple[bytes, ...]:
        """Application protocols (RFC 7301), the most wanted first."""
        return cast("tuple[bytes, ...]", self._list(16))

    @property
    def supported_versions(self) -> tuple[codes.Version, ...]:
        """Versions of the extension, the most wanted first; empty without it."""
        return cast("tuple[codes.Version, ...]", self._list(43))

    @property
    def groups(self) -> tuple[codes.Group, ...]:
        """Groups for the key exchange, the most wanted first."""
        return cast("tuple[codes.Group, ...]", self._list(10))

    @property
    def key_share_groups(self) -> tuple[codes.Group, ...]:
        """Groups for which the client has sent a key already."""
        return tuple(
            cast("codes.Group", share["group"]) for share in self._contents(51)
        )

    @property
    def signature_schemes(self) -> tuple[codes.SignatureScheme, ...]:
        """Signatures that the client takes from us (and, without the next, anyone)."""
        return cast("tuple[codes.SignatureScheme, ...]", self._list(13))

    @property
    def signature_schemes_cert(self) -> tuple[codes.SignatureScheme, ...]:
        """Signatures that it takes in certificates, where it tells them apart."""
        return cast("tuple[codes.SignatureScheme, ...]", self._list(50))

    @property
    def point_formats(self) -> tuple[codes.PointFormat, ...]:
        """Forms of a point on a curve."""
        return cast("tuple[codes.PointFormat, ...]", self._list(11))

    @property
    def psk_modes(self) -> tuple[codes.PskMode, ...]:
        """How it would use a PSK or ticket of TLS 1.3."""
        return cast("tuple[codes.PskMode, ...]", self._list(45))

    @property
    def certificate_compression(self) -> tuple[codes.CertificateCompression, ...]:
        """Compressions that it can undo (RFC 8879)."""
        return cast("tuple[codes.CertificateCompression, ...]", self._list(27))

    @property
    def psk_identities(self) -> tuple[tuple[bytes, int], ...]:
        """Identity and obfuscated age (ms, modulo 2^32) of each PSK or ticket."""
        extension = self.extension(41)
        offer = extension.contents if extension else None
        if not isinstance(offer, Record):
            return ()
        entries = cast("tuple[Record, ...]", offer["identities"])
        return tuple(
            (cast("bytes", e["identity"]), cast("int", e["obfuscated_ticket_age"]))
            for e in entries
        )

    @property
    def retry_cookie(self) -> bytes | None:
        """The cookie of TLS 1.3's HelloRetryRequest, sent back (RFC 8446 4.2.2)."""
        extension = self.extension(44)
        cookie = extension.contents if extension else None
        return cookie if isinstance(cookie, bytes) else None

    @property
    def has_fallback_scsv(self) -> bool:
        """Whether it says that it tries a lower version than it could (RFC 7507)."""
        return FALLBACK_SCSV in self.cipher_suites

    @property
    def has_renegotiation_scsv(self) -> bool:
        """Whether it says with a suite that it renegotiates securely (RFC 5746)."""
        return EMPTY_RENEGOTIATION_INFO_SCSV in self.cipher_suites

    def _list(self, code: int) -> tuple[object, ...]:
        """Answer an extension's list; empty where there is none to be read."""
        extension = self.extension(code)
        found = extension.contents if extension else ()
        return found if isinstance(found, tuple) else ()

    def _contents(self, code: int) -> tuple[Record, ...]:
        return cast("tuple[Record, ...]", self._list(code))
