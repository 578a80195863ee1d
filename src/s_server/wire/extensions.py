"""Extensions: a number and bytes, and what the bytes say in the message they are in.

The same number may hold different structures in a ClientHello, a ServerHello and so on,
so an extension knows the handshake type of its message (RFC 8446 4.2's table).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.frozen import Frozen
from s_server.wire.codecs import decode
from s_server.wire.codes import ExtensionType
from s_server.wire.extension_contents import codec_of
from s_server.wire.handshake_types import CLIENT_HELLO
from s_server.wire.reader import Reader, vector
from s_server.wire.values import Malformed

if TYPE_CHECKING:
    from s_server.wire.values import Value

KEY_SHARE = 51  # RFC 8446 4.2.8


class Extension(Frozen, kw_only=False):
    """One extension of a message of handshake type ``message``."""

    code: int
    data: bytes
    message: int = CLIENT_HELLO

    def __init__(self, code: int, data: bytes, message: int = CLIENT_HELLO) -> None:
        # A dozen are made of each hello, and Frozen's way takes three times as long.
        own = {"code": code, "data": data, "message": message}
        object.__setattr__(self, "__dict__", own)

    @property
    def type(self) -> ExtensionType:
        """Its number as one of the registry."""
        return ExtensionType(self.code)

    @property
    def name(self) -> str | None:
        """The registry's name; None for an unknown number."""
        return self.type.name

    @property
    def is_grease(self) -> bool:
        """Whether its number means nothing (RFC 8701)."""
        return self.type.is_grease

    @property
    def contents(self) -> Value:
        """What its bytes say, decoded at each call.

        The bytes themselves for an unknown number or one that has no meaning in this
        message; ``Malformed`` when they are not what the number says; None when there
        are none and there should be none.
        """
        codec = codec_of(self.code, self.message)
        if codec is None:
            return self.data
        try:
            return decode(codec, self.data)
        except WireError as error:
            return Malformed(self.data, error.message)

    def encode(self) -> bytes:
        """Give number, length and data."""
        return self.code.to_bytes(2) + vector(2, self.data)


_HEAD = 4  # bytes of an extension's number and length
_CODE_AND_SIZE = struct.Struct(">HH").unpack_from


class ExtensionList:
    """The codec of an extension block: a length, then the extensions."""

    __slots__ = ("_message",)

    def __init__(self, message: int) -> None:
        self._message = message

    def read(self, reader: Reader) -> tuple[Extension, ...]:
        """Take the block; the extensions' contents are not looked at."""
        block = reader.vector(2)
        found, at, message = [], 0, self._message
        # By hand: every hello comes by here, and a Reader takes three times as long.
        while at + _HEAD <= len(block):
            code, size = _CODE_AND_SIZE(block, at)
            start, at = at + _HEAD, at + _HEAD + size
            found.append(Extension(code, block[start:at], message))
        if at != len(block):
            raise WireError(f"an extension ends at byte {at} of {len(block)}")
        return tuple(found)

    def write(self, value: tuple[Extension, ...]) -> bytes:
        """Give the block with its length."""
        return vector(2, b"".join(extension.encode() for extension in value))


class OptionalExtensions:
    """An extension block that may be left out at a message's end (RFC 5246 7.4.1.2)."""

    __slots__ = ("_list",)

    def __init__(self, message: int) -> None:
        self._list = ExtensionList(message)

    def read(self, reader: Reader) -> tuple[Extension, ...] | None:
        """Take the block; None where there is none."""
        return self._list.read(reader) if reader.left else None

    def write(self, value: tuple[Extension, ...] | None) -> bytes:
        """Give the block, or nothing."""
        return b"" if value is None else self._list.write(value)
