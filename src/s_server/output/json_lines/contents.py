"""What is in a message of the protocol, decoded, in a few microseconds.

A ClientHello has an event of its own that tells this, a NewSessionTicket is nobody
else's, and a Finished is one value: these are not decoded here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.output.json_lines.decoded import value_text
from s_server.output.json_lines.shapes import STRING, Shape
from s_server.output.json_lines.templates import Templates, octets_of
from s_server.wire.alerts import Alert
from s_server.wire.handshake import Message, decode_message
from s_server.wire.handshake_forms import HELLO_RETRY_REQUEST_RANDOM
from s_server.wire.values import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.events import MessagePassed

ALERT, HANDSHAKE = 21, 22
_UNTOLD = b"\x01", b"\x04", b"\x14"  # ClientHello, NewSessionTicket, Finished
_DTLS = 0xFE
_TLS1_2 = 0x0303
_RANDOM = slice(6, 38)  # of a ServerHello, with its header


def contents_text(event: MessagePassed) -> str:
    """Write what is in a message; null where that is told elsewhere, or nothing."""
    data, kind = event.data, event.content_type
    try:
        if kind == HANDSHAKE and data[:1] not in _UNTOLD:
            version = event.version or _TLS1_2
            if data[_RANDOM] == HELLO_RETRY_REQUEST_RANDOM:
                # It looks like a ServerHello, but has other contents.
                return _fields_text(decode_message(data, version))
            return _templates(version).text(data)
        if kind == ALERT:
            return _alert_text(data)
    except WireError as error:
        return f'{{"malformed":{STRING.write(error.message)}}}'
    return "null"


@lru_cache(256)
def _alert_text(data: bytes) -> str:
    alert = Alert.decode(data)
    fields = (("level", alert.level), ("description", alert.description))
    return value_text(Record(fields))


@lru_cache(16)  # more than there are
def _templates(version: int) -> Templates[Message]:
    """Answer what writes the messages of a version, by which they are decoded."""
    is_datagram = version >> 8 == _DTLS

    def decoded(data: bytes) -> Message:
        return decode_message(data, version, dtls=is_datagram)

    return Templates(decoded, _fields_text, _fresh_of, slice(1))


def _fields_text(message: Message) -> str:
    return value_text(message.fields)


def _fresh_of(message: Message) -> Iterable[bytes]:
    return octets_of(message.fields)


CONTENTS = Shape({"type": ["object", "null"]}, contents_text)
"""For a MessagePassed: its fields by the RFCs' names, as extensions' contents are."""
