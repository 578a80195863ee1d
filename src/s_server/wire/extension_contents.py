"""What every extension of IANA's registry holds, in each message where it may stand.

Each row cites the structure's RFC; the fields' names are the RFC's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from s_server.wire import codes
from s_server.wire.codecs import (
    Chosen,
    Coded,
    Fixed,
    Inside,
    ListOf,
    Nothing,
    Number,
    Opaque,
    Repeated,
    Rest,
    Struct,
    Varint,
)
from s_server.wire.handshake_types import (
    CERTIFICATE,
    CERTIFICATE_REQUEST,
    CLIENT_HELLO,
    ENCRYPTED_EXTENSIONS,
    HELLO_RETRY_REQUEST,
    NEW_SESSION_TICKET,
    SERVER_HELLO,
)
from s_server.wire.values import Record

if TYPE_CHECKING:
    from s_server.wire.codecs import Codec
    from s_server.wire.reader import Reader
    from s_server.wire.values import Value

Forms = dict[int, object]

# What a server answers stands in the ServerHello up to TLS 1.2, in EncryptedExtensions
# from TLS 1.3 on.
ANSWERS = (SERVER_HELLO, ENCRYPTED_EXTENSIONS)


def codec_of(code: int, message: int) -> Codec[Value] | None:
    """Answer how to read extension ``code`` of a message of that handshake type."""
    return cast("Codec[Value] | None", CONTENTS.get(code, {}).get(message))


def _asked(client: object, server: object, *more: tuple[int, object]) -> Forms:
    """The client asks and the server answers."""
    return {CLIENT_HELLO: client, **dict.fromkeys(ANSWERS, server), **dict(more)}


def _same(codec: object, *messages: int) -> Forms:
    return dict.fromkeys(messages or (CLIENT_HELLO, *ANSWERS), codec)


EMPTY = Nothing()
REST = Rest()
GROUP = Coded(codes.Group)
SCHEMES = ListOf(2, Coded(codes.SignatureScheme))
CERTIFICATE_TYPE = Coded(codes.CertificateType)
SERVER_NAMES = ListOf(2, Struct(name_type=Coded(codes.NameType), name=Opaque(2)))
PROTOCOLS = ListOf(2, Opaque(1))
KEY_SHARE = Struct(group=GROUP, key_exchange=Opaque(2))
KEY_SHARES = ListOf(2, KEY_SHARE)
GROUPS = ListOf(2, GROUP)
POINT_FORMATS = ListOf(1, Coded(codes.PointFormat))
VERSIONS = ListOf(1, Coded(codes.Version))
PSK_MODES = ListOf(1, Coded(codes.PskMode))
COMPRESSIONS = ListOf(1, Coded(codes.CertificateCompression))
OFFERED_PSKS = Struct(
    identities=ListOf(2, Struct(identity=Opaque(2), obfuscated_ticket_age=Number(4))),
    binders=ListOf(2, Opaque(1)),
)

# RFC 6066 8, RFC 6961 2.2
OCSP_REQUEST = Struct(
    responder_id_list=ListOf(2, Opaque(2)), request_extensions=Opaque(2)
)
OTHER_REQUEST = Struct(request=REST)
STATUS_REQUEST = Chosen("status_type", codes.StatusType, OTHER_REQUEST, {
    1: Struct(responder_id_list=ListOf(2, Opaque(2)), request_extensions=Opaque(2)),
})  # fmt: skip
STATUS_REQUEST_ITEM = Chosen(
    "status_type", codes.StatusType, Struct(request=Opaque(2)), {
        1: Struct(request=Inside(2, OCSP_REQUEST)),
        2: Struct(request=Inside(2, OCSP_REQUEST)),
    },
)  # fmt: skip
CERTIFICATE_STATUS = Chosen("status_type", codes.StatusType, OTHER_REQUEST, {
    1: Struct(response=Opaque(3)),
    2: Struct(ocsp_response_list=ListOf(3, Opaque(3))),
})  # fmt: skip

# RFC 6066 6
TRUSTED_AUTHORITIES = ListOf(2, Chosen(
    "identifier_type", codes.AuthorityType, OTHER_REQUEST, {
        0: Struct(),
        1: Struct(sha1_hash=Fixed(20)),
        2: Struct(distinguished_name=Opaque(2)),
        3: Struct(sha1_hash=Fixed(20)),
    },
))  # fmt: skip

# RFC 9345 4
DELEGATED_CREDENTIAL = Struct(
    valid_time=Number(4),
    dc_cert_verify_algorithm=Coded(codes.SignatureScheme),
    subject_public_key_info=Opaque(3),
    algorithm=Coded(codes.SignatureScheme),
    signature=Opaque(2),
)


class TransportParameter:
    """A parameter of QUIC (RFC 9000 18); its numbers may be written long."""

    def read(self, reader: Reader) -> Record:
        """Take number, length and value."""
        number, length = VARINT.read(reader), VARINT.read(reader)
        value = reader.take(cast("int", length["number"]))
        return Record((("id", number), ("length", length), ("value", value)))

    def write(self, value: Record) -> bytes:
        """Give its bytes."""
        head = b"".join(VARINT.write(cast("Record", value[n])) for n in HEAD)
        return head + cast("bytes", value["value"])


HEAD = ("id", "length")
VARINT = Varint()
QUIC_PARAMETERS = Repeated(TransportParameter())

# RFC 9849 4, 5
HPKE_SUITE = Struct(kdf_id=Coded(codes.KdfId), aead_id=Coded(codes.AeadId))
ECH_CLIENT_HELLO = Chosen("type", codes.EchType, OTHER_REQUEST, {
    0: Struct(
        cipher_suite=HPKE_SUITE, config_id=Number(1), enc=Opaque(2), payload=Opaque(2)
    ),
    1: Struct(),
})  # fmt: skip
ECH_CONFIG_CONTENTS = Struct(
    config_id=Number(1),
    kem_id=Coded(codes.KemId),
    public_key=Opaque(2),
    cipher_suites=ListOf(2, HPKE_SUITE),
    maximum_name_length=Number(1),
    public_name=Opaque(1),
    extensions=ListOf(2, Struct(type=Number(2), data=Opaque(2))),
)
ECH_CONFIG = Chosen("version", codes.EchVersion, Struct(contents=Opaque(2)), {
    0xFE0D: Struct(contents=Inside(2, ECH_CONFIG_CONTENTS)),
})  # fmt: skip

CONTENTS: dict[int, Forms] = {
    # RFC 6066
    0: _asked(SERVER_NAMES, EMPTY),
    1: _same(Coded(codes.FragmentLength)),
    2: _same(EMPTY),
    3: _asked(TRUSTED_AUTHORITIES, EMPTY),
    4: _same(EMPTY),
    5: _asked(
        STATUS_REQUEST,
        EMPTY,
        (CERTIFICATE, CERTIFICATE_STATUS),
        # RFC 8446 4.4.2.1 has it empty.
        (CERTIFICATE_REQUEST, EMPTY),
    ),
    # RFC 4681, RFC 5878, RFC 6091
    6: _same(ListOf(1, Coded(codes.UserMappingType))),
    7: _same(ListOf(1, Coded(codes.AuthorizationFormat))),
    8: _same(ListOf(1, Coded(codes.AuthorizationFormat))),
    9: _asked(ListOf(1, CERTIFICATE_TYPE), CERTIFICATE_TYPE),
    # RFC 8422, RFC 7919; OpenSSL's servers once sent their groups in a ServerHello.
    10: _same(GROUPS),
    11: _same(POINT_FORMATS),
    # RFC 5054 2.8.1
    12: _same(Opaque(1), CLIENT_HELLO),
    13: _same(SCHEMES, CLIENT_HELLO, CERTIFICATE_REQUEST),
    # RFC 5764 4.1.1
    14: _same(Struct(profiles=ListOf(2, Coded(codes.SrtpProfile)), mki=Opaque(1))),
    # RFC 6520, RFC 7301, RFC 6961
    15: _same(Coded(codes.HeartbeatMode)),
    16: _same(PROTOCOLS),
    17: _asked(ListOf(2, STATUS_REQUEST_ITEM), EMPTY),
    # RFC 6962 3.3
    18: _asked(
        EMPTY,
        ListOf(2, Opaque(2)),
        (CERTIFICATE, ListOf(2, Opaque(2))),
        (CERTIFICATE_REQUEST, EMPTY),
    ),
    # RFC 7250
    19: _asked(ListOf(1, CERTIFICATE_TYPE), CERTIFICATE_TYPE),
    20: _asked(ListOf(1, CERTIFICATE_TYPE), CERTIFICATE_TYPE),
    # RFC 7685, RFC 7366, RFC 7627
    21: _same(REST, CLIENT_HELLO),
    22: _same(EMPTY),
    23: _same(EMPTY),
    # RFC 8472
    24: _same(
        Struct(
            major=Number(1),
            minor=Number(1),
            key_parameters_list=ListOf(1, Coded(codes.TokenBindingKey)),
        )
    ),
    # RFC 7924 4
    25: _asked(
        ListOf(2, Struct(type=Coded(codes.CachedType), hash_value=Opaque(1))),
        ListOf(2, Coded(codes.CachedType)),
    ),
    # RFC 8879, RFC 8449
    27: _same(COMPRESSIONS, CLIENT_HELLO, CERTIFICATE_REQUEST),
    28: _same(Number(2)),
    # RFC 8492 4.1
    29: _same(Opaque(1), CLIENT_HELLO),
    30: _same(Opaque(1), CLIENT_HELLO),
    31: _same(Opaque(2), SERVER_HELLO, HELLO_RETRY_REQUEST),
    # RFC 8672 3
    32: _asked(
        Opaque(2), Struct(proof=Opaque(1), ticket=Opaque(2), lifetime=Number(4))
    ),
    # RFC 8773
    33: _same(EMPTY),
    # RFC 9345 4
    34: {
        **_same(SCHEMES, CLIENT_HELLO, CERTIFICATE_REQUEST),
        CERTIFICATE: DELEGATED_CREDENTIAL,
    },
    # RFC 5077 3.2
    35: _asked(REST, EMPTY),
    # RFC 8870 5.2
    39: _asked(ListOf(1, Number(1)), Number(1)),
    # RFC 8446 4.2
    41: {CLIENT_HELLO: OFFERED_PSKS, SERVER_HELLO: Number(2)},
    42: {
        **_same(EMPTY, CLIENT_HELLO, ENCRYPTED_EXTENSIONS),
        NEW_SESSION_TICKET: Number(4),
    },
    43: {
        CLIENT_HELLO: VERSIONS,
        **_same(Coded(codes.Version), SERVER_HELLO, HELLO_RETRY_REQUEST),
    },
    44: _same(Opaque(2), CLIENT_HELLO, HELLO_RETRY_REQUEST),
    45: _same(PSK_MODES, CLIENT_HELLO),
    47: _same(ListOf(2, Opaque(2)), CLIENT_HELLO, CERTIFICATE_REQUEST),
    48: _same(ListOf(2, Struct(oid=Opaque(1), values=Opaque(2))), CERTIFICATE_REQUEST),
    49: _same(EMPTY, CLIENT_HELLO),
    50: _same(SCHEMES, CLIENT_HELLO, CERTIFICATE_REQUEST),
    51: {
        CLIENT_HELLO: KEY_SHARES,
        SERVER_HELLO: KEY_SHARE,
        HELLO_RETRY_REQUEST: GROUP,
    },
    # RFC 9162 6.5
    52: {
        **_same(EMPTY, CLIENT_HELLO, CERTIFICATE_REQUEST),
        **_same(ListOf(2, Opaque(2)), SERVER_HELLO, CERTIFICATE),
    },
    # RFC 9146 3 (53 is its draft's number), RFC 8844
    53: _same(Opaque(1)),
    54: _same(Opaque(1)),
    55: _same(Opaque(1)),
    56: _same(Opaque(1)),
    # RFC 9001 8.2
    57: _same(QUIC_PARAMETERS, CLIENT_HELLO, ENCRYPTED_EXTENSIONS),
    0xFFA5: _same(QUIC_PARAMETERS, CLIENT_HELLO, ENCRYPTED_EXTENSIONS),
    # RFC 9149 2
    58: {
        CLIENT_HELLO: Struct(new_session_count=Number(1), resumption_count=Number(1)),
        ENCRYPTED_EXTENSIONS: Struct(expected_count=Number(1)),
    },
    # RFC 9102 2.2
    59: {
        CLIENT_HELLO: Number(2),
        **_same(
            Struct(ext_support_lifetime=Number(2), authentication_chain=REST),
            *(SERVER_HELLO, CERTIFICATE),
        ),
    },
    # RFC 9853; draft-ietf-tls-tlsflags
    61: _same(EMPTY),
    62: _same(
        *(Opaque(1), CLIENT_HELLO, SERVER_HELLO, ENCRYPTED_EXTENSIONS),
        *(CERTIFICATE, CERTIFICATE_REQUEST, NEW_SESSION_TICKET, HELLO_RETRY_REQUEST),
    ),
    # draft-agl-tls-nextprotoneg: the server's list has no length of its own.
    0x3374: _asked(EMPTY, Repeated(Opaque(1))),
    # draft-vvv-tls-alps, under its two numbers
    0x4469: {CLIENT_HELLO: PROTOCOLS, ENCRYPTED_EXTENSIONS: REST},
    0x44CD: {CLIENT_HELLO: PROTOCOLS, ENCRYPTED_EXTENSIONS: REST},
    # draft-balfanz-tls-channelid
    0x754F: _same(EMPTY),
    0x7550: _same(EMPTY),
    # draft-ietf-tls-trust-anchor-ids
    0xCA34: _same(
        ListOf(2, Opaque(1)), CLIENT_HELLO, ENCRYPTED_EXTENSIONS, CERTIFICATE_REQUEST
    ),
    # RFC 9849 5.1, 5, 7.1
    0xFD00: _same(ListOf(1, Coded(codes.ExtensionType)), CLIENT_HELLO),
    0xFE0D: {
        CLIENT_HELLO: ECH_CLIENT_HELLO,
        HELLO_RETRY_REQUEST: Fixed(8),
        ENCRYPTED_EXTENSIONS: ListOf(2, ECH_CONFIG),
    },
    # RFC 5746 3.2
    0xFF01: _same(Opaque(1)),
}
