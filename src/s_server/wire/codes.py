"""Numbers of the registries: each is an int that knows its name.

A number that no registry knows stays what it is; a peer may send any.
"""

from __future__ import annotations

from typing import ClassVar

from s_server.wire.grease import is_grease
from s_server.wire.registries import name_of


class Code(int):
    """A number from the wire: equal to the plain int, with its registry's name."""

    __slots__ = ()

    registry: ClassVar[str] = ""
    width: ClassVar[int] = 2
    """Bytes that it takes on the wire."""
    greased: ClassVar[bool] = False
    """Whether RFC 8701 sets some of these numbers apart."""

    @property
    def name(self) -> str | None:
        """The name that IANA (or common use, where IANA has none) gives it."""
        return name_of(self.registry, self)

    @property
    def is_grease(self) -> bool:
        """Whether it is one of the numbers that mean nothing."""
        return self.greased and is_grease(self, width=self.width)

    @property
    def label(self) -> str:
        """The name; else ``GREASE 0x0a0a``, or the bare number in hex."""
        number = f"0x{int(self):0{2 * self.width}x}"
        return self.name or (f"GREASE {number}" if self.is_grease else number)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label}>"


class Version(Code):
    """ProtocolVersion."""

    registry, greased = "versions", True


class CipherSuite(Code):
    """CipherSuite; of an SSLv2 hello also kinds of three bytes."""

    registry, greased = "cipher_suites", True


class ExtensionType(Code):
    """ExtensionType."""

    registry, greased = "extensions", True


class Group(Code):
    """NamedGroup (RFC 8446 4.2.7), once NamedCurve."""

    registry, greased = "groups", True


class SignatureScheme(Code):
    """SignatureScheme (RFC 8446 4.2.3), in TLS 1.2 a pair of hash and signature."""

    registry, greased = "signature_schemes", True


class CertificateCompression(Code):
    """CertificateCompressionAlgorithm (RFC 8879)."""

    registry, greased = "certificate_compression", True


class SrtpProfile(Code):
    """SRTPProtectionProfile (RFC 5764)."""

    registry = "srtp_profiles"


class KdfId(Code):
    """HPKE's key derivation function (RFC 9180)."""

    registry = "hpke_kdfs"


class AeadId(Code):
    """HPKE's cipher (RFC 9180)."""

    registry = "hpke_aeads"


class KemId(Code):
    """HPKE's key encapsulation (RFC 9180)."""

    registry = "hpke_kems"


class SupplementalType(Code):
    """SupplementalDataType (RFC 4680)."""

    registry = "supplemental_data"


class HandshakeType(Code):
    """HandshakeType."""

    registry, width = "handshake_types", 1


class ContentType(Code):
    """ContentType of a record."""

    registry, width = "content_types", 1
    HANDSHAKE: ClassVar[int] = 22
    TLS12_CID: ClassVar[int] = 25


class AlertLevel(Code):
    """AlertLevel."""

    registry, width = "alert_levels", 1


class AlertDescription(Code):
    """AlertDescription."""

    registry, width = "alerts", 1


class Compression(Code):
    """CompressionMethod of records (RFC 3749)."""

    registry, width = "compression_methods", 1


class PointFormat(Code):
    """ECPointFormat."""

    registry, width = "point_formats", 1


class CurveType(Code):
    """ECCurveType."""

    registry, width = "curve_types", 1


class PskMode(Code):
    """PskKeyExchangeMode."""

    registry, width, greased = "psk_modes", 1, True


class CertificateType(Code):
    """CertificateType (RFC 7250)."""

    registry, width = "certificate_types", 1


class ClientCertificateType(Code):
    """ClientCertificateType of a CertificateRequest before TLS 1.3."""

    registry, width = "client_certificate_types", 1


class StatusType(Code):
    """CertificateStatusType."""

    registry, width = "status_types", 1


class NameType(Code):
    """NameType of a server name."""

    registry, width = "name_types", 1


class FragmentLength(Code):
    """MaxFragmentLength (RFC 6066)."""

    registry, width = "fragment_lengths", 1


class HeartbeatMode(Code):
    """HeartbeatMode (RFC 6520)."""

    registry, width = "heartbeat_modes", 1


class AuthorityType(Code):
    """IdentifierType of a trusted authority (RFC 6066)."""

    registry, width = "authority_types", 1


class AuthorizationFormat(Code):
    """AuthzDataFormat (RFC 5878)."""

    registry, width = "authorization_formats", 1


class UserMappingType(Code):
    """UserMappingType (RFC 4681)."""

    registry, width = "user_mappings", 1


class CachedType(Code):
    """CachedInformationType (RFC 7924)."""

    registry, width = "cached_information", 1


class TokenBindingKey(Code):
    """TokenBindingKeyParameters (RFC 8471)."""

    registry, width = "token_binding_keys", 1


class EchType(Code):
    """ECHClientHelloType."""

    registry, width = "ech_types", 1


class EchVersion(Code):
    """Version of an ECHConfig, which is its extension's number."""

    registry = "extensions"


class KeyUpdateRequest(Code):
    """KeyUpdateRequest."""

    registry, width = "key_update_requests", 1
