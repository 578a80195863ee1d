"""What -trace says where the library was built without SSL_trace (1.1.1 in Debian).

The heads of records and messages are as libssl has them; fields have the names of the
RFCs, and numbers those of IANA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.output.hexdump import digits
from s_server.wire.alerts import Alert
from s_server.wire.codes import Code, ContentType, Version
from s_server.wire.extensions import Extension
from s_server.wire.handshake import decode_message
from s_server.wire.record_headers import RecordHeader
from s_server.wire.values import Malformed, Record

if TYPE_CHECKING:
    from s_server.events.trace import MessageDecoded
    from s_server.wire.values import Value

_DTLS = 0xFE
_INDENT = "  "
_TLS1_2 = 0x0303


def decoded_text(event: MessageDecoded) -> str:
    """Answer what passed, in lines; its bytes where they are no such thing."""
    try:
        return _told(event)
    except WireError as problem:
        return f"{_INDENT * 2}{problem}\n{digits(event.data)}"


def _told(event: MessageDecoded) -> str:
    data = event.data
    match event.content_type:
        case 0x100:
            return _header(event)
        case 0x101:
            return f"{_INDENT}Inner Content Type = {_code(ContentType(data[0]))}\n"
        case 20:
            return f"{_INDENT * 2}change_cipher_spec ({data[0]})\n\n"
        case 21:
            alert = Alert.decode(data)
            level, what = _code(alert.level, "({})"), _code(alert.description, "({})")
            return f"{_INDENT * 2}Level={level}, description={what}\n\n"
        case 22:
            return _message(event)
        case _:
            return ""


def _header(event: MessageDecoded) -> str:
    is_datagram = event.data[1:2] == bytes([_DTLS])
    head = RecordHeader.decode(event.data, dtls=is_datagram)
    fields = [f"Version = {_code(head.version)}", f"Content Type = {_code(head.type)}"]
    if head.epoch is not None:
        fields.append(f"epoch={head.epoch}, sequence_number={head.sequence}")
    fields.append(f"Length = {head.length}")
    title = f"{'Sent' if event.sent else 'Received'} Record\nHeader:\n"
    return title + "".join(f"{_INDENT}{field}\n" for field in fields)


def _message(event: MessageDecoded) -> str:
    version = event.version or _TLS1_2
    message = decode_message(event.data, version, dtls=version >> 8 == _DTLS)
    name = message.name or f"message type {int(message.type)}"
    lines = [f"{name}, Length={len(message.body)}"]
    for field, value in message.fields.items:
        lines += _lines(field, value, 1)
    return "".join(f"{_INDENT * 2}{line}\n" for line in lines) + "\n"


def _lines(name: str, value: Value, depth: int) -> list[str]:
    """Answer a field: on one line what has no parts, else a line for each part."""
    indent = _INDENT * depth
    match value:
        case None:
            return []
        case tuple():
            title = [f"{indent}{name} ({len(value)})"] if name else []
            parts = (_lines("", one, depth + bool(name)) for one in value)
            return title + [line for part in parts for line in part]
        case Record():
            title = [f"{indent}{name}"] if name else []
            parts = (_lines(*item, depth + bool(name)) for item in value.items)
            return title + [line for part in parts for line in part]
        case Extension():
            kind = _code(value.type, "({})")
            head = f"{indent}extension_type={kind}, length={len(value.data)}"
            inside = value.contents if value.data else None
            return [head, *_lines("", inside, depth + 1)]
        case _:
            return [indent + (f"{name}: " if name else "") + _plain(value)]


def _plain(value: int | bytes | Malformed) -> str:
    match value:
        case Code():
            return _code(value)
        case int():
            return str(value)
        case bytes():
            return f"(len={len(value)}): {value.hex().upper()}"
        case Malformed():
            return f"malformed: {value.reason} {_plain(value.data)}"


def _code(code: Code, form: str = "") -> str:
    if isinstance(code, Version) or code.name is None:
        number = f"0x{int(code):x}"
    else:
        number = f"{int(code)}"
    if code.name is None:
        return code.label
    return code.name + (form.format(number) if form else f" ({number})")
