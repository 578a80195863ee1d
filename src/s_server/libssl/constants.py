"""OpenSSL's numbers, under OpenSSL's names, as enums.

They are macros in the headers, so no symbol tells them (openssl/ssl.h, bio.h,
err.h, store.h; the same in 1.1.1 to 4.0).
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class SslCtrl(IntEnum):
    """Commands of ``SSL_ctrl(3)`` and ``SSL_CTX_ctrl(3)``."""

    SET_TMP_DH = 3
    SET_MSG_CALLBACK_ARG = 16
    SESS_NUMBER = 20
    SESS_CONNECT = 21
    SESS_CONNECT_GOOD = 22
    SESS_CONNECT_RENEGOTIATE = 23
    SESS_ACCEPT = 24
    SESS_ACCEPT_GOOD = 25
    SESS_ACCEPT_RENEGOTIATE = 26
    SESS_HIT = 27
    SESS_CB_HIT = 28
    SESS_MISSES = 29
    SESS_TIMEOUTS = 30
    SESS_CACHE_FULL = 31
    MODE = 33
    SET_SESS_CACHE_SIZE = 42
    GET_SESS_CACHE_SIZE = 43
    SET_SESS_CACHE_MODE = 44
    SET_TLSEXT_SERVERNAME_CB = 53
    SET_MAX_SEND_FRAGMENT = 52
    SET_TLSEXT_DEBUG_CB = 56
    GET_TLSEXT_TICKET_KEYS = 58
    SET_TLSEXT_STATUS_REQ_CB = 63
    GET_TLSEXT_STATUS_REQ_EXTS = 66
    SET_TLSEXT_STATUS_REQ_OCSP_RESP = 71
    SET_TLSEXT_TICKET_KEY_CB = 72  # by a function since 3.0
    GET_RI_SUPPORT = 76
    CLEAR_MODE = 78
    CHAIN = 88
    GET_GROUPS = 90
    GET_SHARED_GROUP = 93
    CERT_FLAGS = 99
    BUILD_CERT_CHAIN = 105
    SET_VERIFY_CERT_STORE = 106
    SET_CHAIN_CERT_STORE = 107
    GET_PEER_SIGNATURE_NID = 108
    GET_PEER_TMP_KEY = 109
    GET_RAW_CIPHERLIST = 110
    GET_EC_POINT_FORMATS = 111
    GET_CHAIN_CERTS = 115
    SELECT_CURRENT_CERT = 116
    SET_CURRENT_CERT = 117
    SET_DH_AUTO = 118
    SET_MIN_PROTO_VERSION = 123
    SET_MAX_PROTO_VERSION = 124
    SET_SPLIT_SEND_FRAGMENT = 125
    SET_MAX_PIPELINES = 126
    GET_MIN_PROTO_VERSION = 130
    GET_MAX_PROTO_VERSION = 131
    GET_SIGNATURE_NID = 132
    GET_NEGOTIATED_GROUP = 134  # since 3.0
    GET_SIGNATURE_NAME = 140  # since 3.5
    GET_PEER_SIGNATURE_NAME = 141
    SET_TLSEXT_STATUS_REQ_OCSP_RESP_EX = 143  # since 3.6


class DtlsCtrl(IntEnum):
    """Commands of ``SSL_ctrl(3)`` that are for DTLS alone."""

    GET_TIMEOUT = 73
    HANDLE_TIMEOUT = 74
    SET_LINK_MTU = 120
    GET_LINK_MIN_MTU = 121


class Shutdown(IntFlag):
    """Bits of ``SSL_set_shutdown(3)``."""

    SENT = 1
    RECEIVED = 2


class SetCurrent(IntEnum):
    """Which certificate ``SSL_CTX_set_current_cert(3)`` goes to."""

    FIRST = 1
    NEXT = 2


class BioCtrl(IntEnum):
    """Commands of ``BIO_ctrl(3)``."""

    INFO = 3
    FLUSH = 11
    DGRAM_SET_CONNECTED = 32
    DGRAM_MTU_DISCOVER = 39
    GET_KTLS_SEND = 73
    GET_KTLS_RECV = 76
    SET_BUFF_SIZE = 117


class BioSetting(IntEnum):
    """Commands of ``BIO_ctrl(3)`` that set something up."""

    SET_BUF_MEM_EOF_RETURN = 130


class SslError(IntEnum):
    """Answers of ``SSL_get_error(3)``."""

    NONE = 0
    SSL = 1
    WANT_READ = 2
    WANT_WRITE = 3
    SYSCALL = 5
    ZERO_RETURN = 6
    WANT_ASYNC = 9
    WANT_ASYNC_JOB = 10


class SslMode(IntFlag):
    """Bits of ``SSL_CTX_set_mode(3)``."""

    AUTO_RETRY = 0x4
    RELEASE_BUFFERS = 0x10
    ASYNC = 0x100
    DTLS_SCTP_LABEL_LENGTH_BUG = 0x400


class SslOption(IntFlag):
    """Bits of ``SSL_CTX_set_options(3)``."""

    LEGACY_SERVER_CONNECT = 1 << 2
    COOKIE_EXCHANGE = 1 << 13
    ENABLE_KTLS = 1 << 3  # since 3.0
    IGNORE_UNEXPECTED_EOF = 1 << 7
    NO_SESSION_RESUMPTION_ON_RENEGOTIATION = 1 << 16
    NO_QUERY_MTU = 1 << 12
    NO_TICKET = 1 << 14
    DISABLE_TLSEXT_CA_NAMES = 1 << 9
    NO_ANTI_REPLAY = 1 << 24
    NO_SSL3 = 1 << 25
    NO_TLS1 = 1 << 26
    NO_TLS1_2 = 1 << 27
    NO_TLS1_1 = 1 << 28
    NO_TLS1_3 = 1 << 29
    NO_RENEGOTIATION = 1 << 30
    ENABLE_KTLS_TX_ZEROCOPY_SENDFILE = 1 << 34  # since 3.2
    ECH_TRIALDECRYPT = 1 << 38  # since 4.0
    ECH_GREASE_RETRY_CONFIG = 1 << 40


class SessionCache(IntFlag):
    """Bits of ``SSL_CTX_set_session_cache_mode(3)``."""

    OFF = 0
    SERVER = 0x2
    NO_INTERNAL_LOOKUP = 0x100
    NO_INTERNAL_STORE = 0x200


class VerifyMode(IntFlag):
    """Bits of ``SSL_CTX_set_verify(3)``."""

    PEER = 0x1
    FAIL_IF_NO_PEER_CERT = 0x2
    CLIENT_ONCE = 0x4


class VerifyFlag(IntFlag):
    """Bits of ``X509_VERIFY_PARAM_set_flags(3)``."""

    CRL_CHECK = 0x4
    CRL_CHECK_ALL = 0x8
    IGNORE_CRITICAL = 0x10
    X509_STRICT = 0x20
    ALLOW_PROXY_CERTS = 0x40
    POLICY_CHECK = 0x80
    EXPLICIT_POLICY = 0x100
    INHIBIT_ANY = 0x200
    INHIBIT_MAP = 0x400
    NOTIFY_POLICY = 0x800
    EXTENDED_CRL_SUPPORT = 0x1000
    USE_DELTAS = 0x2000
    CHECK_SS_SIGNATURE = 0x4000
    TRUSTED_FIRST = 0x8000
    SUITEB_128_LOS_ONLY = 0x10000
    SUITEB_192_LOS = 0x20000
    SUITEB_128_LOS = 0x30000
    PARTIAL_CHAIN = 0x80000
    NO_ALT_CHAINS = 0x100000
    NO_CHECK_TIME = 0x200000


class VerifyError(IntEnum):
    """Codes of ``X509_STORE_CTX_get_error(3)`` that something more is said of."""

    OK = 0
    UNABLE_TO_GET_ISSUER_CERT = 2
    CERT_NOT_YET_VALID = 9
    CERT_HAS_EXPIRED = 10
    ERROR_IN_CERT_NOT_BEFORE_FIELD = 13
    ERROR_IN_CERT_NOT_AFTER_FIELD = 14
    NO_EXPLICIT_POLICY = 43


class ConfFlag(IntFlag):
    """Bits of ``SSL_CONF_CTX_set_flags(3)``."""

    CMDLINE = 0x1
    SERVER = 0x8


class ExtensionAnswer(IntEnum):
    """What a callback on a TLS extension answers (SSL_TLSEXT_ERR)."""

    OK = 0
    ALERT_WARNING = 1
    ALERT_FATAL = 2
    NOACK = 3


class InfoWhere(IntFlag):
    """Bits of the second argument of the callback of ``SSL_set_info_callback(3)``."""

    LOOP = 0x1
    EXIT = 0x2
    READ = 0x4
    WRITE = 0x8
    HANDSHAKE_DONE = 0x20
    ALERT = 0x4000


class KeyUpdate(IntEnum):
    """What ``SSL_key_update(3)`` asks of the peer."""

    NOT_REQUESTED = 0
    REQUESTED = 1


class EarlyRead(IntEnum):
    """Answers of ``SSL_read_early_data(3)``."""

    ERROR = 0
    SUCCESS = 1
    FINISH = 2


class EarlyStatus(IntEnum):
    """Answers of ``SSL_get_early_data_status(3)``."""

    NOT_SENT = 0
    REJECTED = 1
    ACCEPTED = 2


class StoreType(IntEnum):
    """Kinds of objects that ``OSSL_STORE_INFO_get_type(3)`` answers, as of 3.0.

    1.1.1 has no public keys, so its private keys are 3 and its certificates 4.
    """

    PARAMS = 2
    PUBKEY = 3
    PKEY = 4
    CERT = 5
    CRL = 6


class ChainCheck(IntFlag):
    """Bits that ``SSL_check_chain(3)`` answers: what of a chain suits a client."""

    VALID = 0x1
    SIGN = 0x2
    EE_SIGNATURE = 0x10
    CA_SIGNATURE = 0x20
    EE_PARAMETERS = 0x40
    CA_PARAMETERS = 0x80
    EXPLICIT_SIGN = 0x100
    ISSUER_NAME = 0x200
    CERTIFICATE_TYPE = 0x400
    SUITE_B = 0x800


class BuildChain(IntFlag):
    """Bits for ``SSL_CTX_build_cert_chain(3)``."""

    CHECK = 0x4
    IGNORE_ERROR = 0x8
    CLEAR_ERROR = 0x10


class InitFlag(IntFlag):
    """Bits of ``OPENSSL_init_ssl(3)``."""

    LOAD_CONFIG = 0x40
    ENGINE_ALL_BUILTIN = 0x7600


class RevocationError(IntEnum):
    """Codes of X509_STORE_CTX_get_error(3) that lists of revoked ones lead to."""

    UNABLE_TO_GET_CRL = 3
    CRL_NOT_YET_VALID = 11
    CRL_HAS_EXPIRED = 12
    CERT_REVOKED = 23


class SecuritySubject(IntEnum):
    """What ``other`` is in a question to the security level (openssl/ssl.h)."""

    CIPHER = 1 << 16
    CURVE = 2 << 16
    SIGALG = 5 << 16
    CERT = 6 << 16


class SecurityOperation(IntEnum):
    """What the security level is asked (SSL_CTX_set_security_level(3))."""

    CIPHER_SUPPORTED = 1 | 1 << 16
    CIPHER_SHARED = 2 | 1 << 16
    CIPHER_CHECK = 3 | 1 << 16
    CURVE_SUPPORTED = 4 | 2 << 16
    CURVE_SHARED = 5 | 2 << 16
    CURVE_CHECK = 6 | 2 << 16
    TMP_DH = 7 | 4 << 16
    VERSION = 9
    TICKET = 10
    SIGALG_SUPPORTED = 11 | 5 << 16
    SIGALG_SHARED = 12 | 5 << 16
    SIGALG_CHECK = 13 | 5 << 16
    SIGALG_MASK = 14 | 5 << 16
    COMPRESSION = 15
    EE_KEY = 16 | 6 << 16
    CA_KEY = 17 | 6 << 16
    CA_MD = 18 | 6 << 16
    PEER_EE_KEY = 16 | 6 << 16 | 0x1000
    PEER_CA_KEY = 17 | 6 << 16 | 0x1000
    PEER_CA_MD = 18 | 6 << 16 | 0x1000


class CryptoIndex(IntEnum):
    """Classes of ``CRYPTO_get_ex_new_index(3)``."""

    SSL = 0
    SSL_CTX = 1


class Version(IntEnum):
    """Protocol versions as they stand on the wire."""

    SSL3 = 0x0300
    TLS1 = 0x0301
    TLS1_1 = 0x0302
    TLS1_2 = 0x0303
    TLS1_3 = 0x0304
    DTLS1_2 = 0xFEFD
    DTLS1 = 0xFEFF


DTLS_MAJOR = frozenset({0x01, 0xFE})
"""High bytes of DTLS's versions: those of RFC 6347, and OpenSSL's of before it."""


class ExtensionType(IntEnum):
    """Extensions of a ClientHello (RFC 8446 section 4.2)."""

    PSK = 41


class AlertDescription(IntEnum):
    """Alerts that a callback chooses (RFC 8446 section 6)."""

    INTERNAL_ERROR = 80
    UNKNOWN_PSK_IDENTITY = 115


CLIENT_HELLO_SUCCESS = 1
CERT_FLAG_BROKEN_PROTOCOL = 0x10000000
CERT_FLAG_SUITE_B = 0x30000
NID_DH = 28
NID_CRL_DISTRIBUTION_POINTS = 103
NID_CRL_REASON = 141
NID_EC_KEY = 408
NID_FRESHEST_CRL = 857
NID_UNDEF = 0
MEM_BIO_CLOSE = 1
ENGINE_METHOD_ALL = 0xFFFF
SERVER_NAME_HOST = 0
"""The only kind of name in the server_name extension (RFC 6066 section 3)."""
SOCKET_BIO_NOCLOSE = 0
GROUP_UNKNOWN = 0x1000000
"""Set by ``SSL_CTRL_GET_GROUPS`` on a group that the library does not know."""
