"""The lines of -msg, -trace, -state, -debug and -tlsextdebug.

Names are the C program's for each release; the numbers are IANA's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server import events
from s_server.events import trace as told
from s_server.libssl.constants import InfoWhere
from s_server.libssl.load import Release
from s_server.output.hexdump import digits, dump
from s_server.output.text.pieces import Piece, Stream, Style, err, out

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.output.text.dialects import Dialect

_CHANGE, _ALERT, _HANDSHAKE, _DATA = range(20, 24)  # RFC 8446 5.1
_TYPES = {
    _CHANGE: "ChangeCipherSpec",
    _ALERT: "Alert",
    _HANDSHAKE: "Handshake",
    _DATA: "ApplicationData",
}
_WRAPPINGS = {0x100: "RecordHeader", 0x101: "InnerContent"}
_ALERT_SIZE = 2  # bytes
_LONG = 2**64 - 1
_LEVELS = {1: "warning", 2: "fatal"}
_VERSIONS = {
    0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2",
    0x0304: "TLS 1.3", 0xFEFF: "DTLS 1.0", 0x0100: "DTLS 1.0 (bad)",
    # In 4.0 alone: before, the C program takes it for no TLS at all.
    0xFEFD: "DTLS 1.2",
}  # fmt: skip
_COMPRESSED_CERTIFICATE = 25
_MESSAGES = {
    0: "HelloRequest", 1: "ClientHello", 2: "ServerHello", 3: "HelloVerifyRequest",
    4: "NewSessionTicket", 5: "EndOfEarlyData", 8: "EncryptedExtensions",
    11: "Certificate", 12: "ServerKeyExchange", 13: "CertificateRequest",
    14: "ServerHelloDone", 15: "CertificateVerify", 16: "ClientKeyExchange",
    20: "Finished", 21: "CertificateUrl", 22: "CertificateStatus",
    23: "SupplementalData", 24: "KeyUpdate",
    _COMPRESSED_CERTIFICATE: "CompressedCertificate", 67: "NextProto",
    254: "MessageHash",
}  # fmt: skip
_ALERTS = {
    0: "close_notify", 1: "end_of_early_data", 10: "unexpected_message",
    20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
    30: "decompression_failure", 40: "handshake_failure", 42: "bad_certificate",
    43: "unsupported_certificate", 44: "certificate_revoked",
    45: "certificate_expired", 46: "certificate_unknown", 47: "illegal_parameter",
    48: "unknown_ca", 49: "access_denied", 50: "decode_error", 51: "decrypt_error",
    60: "export_restriction", 70: "protocol_version", 71: "insufficient_security",
    80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled",
    100: "no_renegotiation", 109: "missing_extension", 110: "unsupported_extension",
    111: "certificate_unobtainable", 112: "unrecognized_name",
    113: "bad_certificate_status_response", 114: "bad_certificate_hash_value",
    115: "unknown_psk_identity", 116: "certificate_required",
}  # fmt: skip
_EXTENSIONS = {
    0: "server name", 1: "max fragment length", 2: "client certificate URL",
    3: "trusted CA keys", 4: "truncated HMAC", 5: "status request",
    6: "user mapping", 7: "client authz", 8: "server authz", 9: "cert type",
    10: "supported_groups", 11: "EC point formats", 12: "SRP",
    13: "signature algorithms", 14: "use SRTP",
    16: "application layer protocol negotiation",
    18: "signed certificate timestamps", 21: "TLS padding", 22: "encrypt-then-mac",
    23: "extended master secret", 35: "session ticket", 41: "psk",
    43: "supported versions", 45: "psk kex modes", 47: "certificate authorities",
    49: "post handshake auth", 51: "key share", 13172: "next protocol",
    0xFF01: "renegotiation info",
}  # fmt: skip
_LATER_EXTENSIONS = {
    19: (Release.V3_2, "client cert type"),
    20: (Release.V3_2, "server cert type"),
    27: (Release.V3_2, "compress certificate"),
    42: (Release.V3_0, "early_data"),
    0xFD00: (Release.V4_0, "outer exts"),
    0xFE0D: (Release.V4_0, "encrypted ClientHello (draft-13)"),
}
_ROLES = ((0x1000, "SSL_connect"), (0x2000, "SSL_accept"))


def dialect(config: Config) -> Dialect:
    """Answer the lines that the configuration asks for."""
    trace = config.trace
    chosen: Dialect = {}
    if trace.messages == "dumped":
        chosen |= {events.MessagePassed: message, events.RecordPassed: message}
    elif trace.messages == "decoded":
        chosen |= {told.MessageDecoded: decoded}
    if trace.states:
        chosen |= {told.StateReached: state}
    if trace.extensions:
        chosen |= {told.ExtensionReceived: extension}
    if trace.traffic:
        chosen |= {
            told.BytesPassed: passed,
            told.PskSet: psk_set,
            told.PskAsked: psk_asked,
            told.PskFetched: psk_fetched,
        }
    return chosen


def message(
    event: events.MessagePassed | events.RecordPassed,
    style: Style,
) -> list[Piece]:
    """Answer what passed: a line about it, and its bytes."""
    version = _VERSIONS.get(event.version)
    kind = detail = ""
    if version is not None:
        kind, detail = _kind(event.content_type, style), _detail(event, style)
    elif style.release < Release.V3_0:
        version = "???"
    else:
        numbers = f"version={event.version}, content_type={event.content_type}"
        version = f"Not TLS data or unknown version ({numbers})"
    arrow = ">>>" if event.sent else "<<<"
    head = f"{arrow} {version}{kind} [length {len(event.data):04x}]{detail}\n"
    return [_shown((head + digits(event.data)).encode())]


def decoded(event: told.MessageDecoded, _: Style) -> list[Piece]:
    """Answer what the library says of it, or what we do where it has no words."""
    if event.text is not None:
        return [_shown(event.text)]
    from s_server.output.text.decoded import decoded_text  # noqa: PLC0415 - 1.1.1 alone

    return [_shown(decoded_text(event).encode())]


def state(event: told.StateReached, _: Style) -> list[Piece]:
    """Answer the line of a state, an alert, or a function that failed."""
    where = event.where
    if where & InfoWhere.ALERT:
        way = "read" if where & InfoWhere.READ else "write"
        return [err(f"SSL3 alert {way}:{':'.join(event.words)}")]
    role = next((name for bit, name in _ROLES if where & bit), "undefined")
    (words,) = event.words
    if where & InfoWhere.LOOP:
        return [err(f"{role}:{words}")]
    return [err(f"{role}:{'error' if event.result else 'failed'} in {words}")]


def extension(event: told.ExtensionReceived, style: Style) -> list[Piece]:
    """Answer the name of an extension, and its bytes."""
    since, name = _LATER_EXTENSIONS.get(event.code, (style.release, "unknown"))
    if event.code in _EXTENSIONS:
        name = _EXTENSIONS[event.code]
    elif style.release < since:
        name = "unknown"
    size = len(event.data)
    head = f'TLS client extension "{name}" (id={event.code}), len={size}\n'
    return [Piece(Stream.OUT, (head + dump(event.data)).encode())]


def passed(event: told.BytesPassed, style: Style) -> list[Piece]:
    """Answer what was read or written: a line about it, and its bytes."""
    way = "write to" if event.sent else "read from"
    result = f"{event.result}"
    if event.result > 0:
        result += f" (0x{event.result:X})"
    elif style.release < Release.V3_0:
        result += f" (0x{event.result & _LONG:X})"
    head = (
        f"{way} 0x{event.bio:x} [0x{event.place:x}] ({event.asked} bytes => {result})\n"
    )
    return [Piece(Stream.OUT, (head + dump(event.data)).encode())]


def psk_set(_: told.PskSet, __: Style) -> list[Piece]:
    """Answer the line before connections are served with a key."""
    return [out("PSK key given, setting server callback")]


def psk_asked(event: told.PskAsked, _: Style) -> list[Piece]:
    """Answer the lines about a client's identity."""
    identity = event.identity
    return [
        out("psk_server_cb"),
        out(b"identity_len=%d identity=%b" % (len(identity), identity)),
    ]


def psk_fetched(event: told.PskFetched, _: Style) -> list[Piece]:
    """Answer the lines about the key that was found."""
    found = [out("PSK client identity found")] if event.expected else []
    return [*found, out(f"fetched PSK len={event.size}")]


def _shown(text: bytes) -> Piece:
    return Piece(Stream.MESSAGES, text)


def _kind(content_type: int, style: Style) -> str:
    if content_type in _TYPES:
        return f", {_TYPES[content_type]}"
    if style.release < Release.V3_0:
        return ""
    if content_type in _WRAPPINGS:
        return f", {_WRAPPINGS[content_type]}"
    return f", Unknown (content_type={content_type})"


def _detail(
    event: events.MessagePassed | events.RecordPassed,
    style: Style,
) -> str:
    data = event.data
    if event.content_type == _ALERT:
        if len(data) != _ALERT_SIZE:
            return ", ???"
        level, description = data
        return f", {_LEVELS.get(level, '???')} {_ALERTS.get(description, '???')}"
    if event.content_type != _HANDSHAKE or not data:
        return "???" if event.content_type == _HANDSHAKE else ""
    number = data[0]
    is_later = number == _COMPRESSED_CERTIFICATE and style.release < Release.V3_2
    return f", {_MESSAGES[number]}" if number in _MESSAGES and not is_later else "???"
