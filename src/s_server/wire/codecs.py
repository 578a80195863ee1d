"""The presentation language of the RFCs (RFC 8446 3) as objects that read and write.

A structure is described once; reading and writing follow from it, so what was read is
written as the same bytes.  Every item of a list takes at least one byte, so reading
takes time in proportion to the bytes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

from s_server.errors import WireError
from s_server.wire.reader import Reader, vector
from s_server.wire.values import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from s_server.wire.codes import Code
    from s_server.wire.values import Value

T = TypeVar("T")
Item = TypeVar("Item")


class Codec(Protocol[T]):
    """Reads a value from the front of some bytes, and writes it as they were."""

    def read(self, reader: Reader) -> T:
        """Take the value."""

    def write(self, value: T) -> bytes:
        """Give the value's bytes."""


def decode(codec: Codec[T], data: bytes) -> T:
    """Read a value that ``data`` holds and nothing else."""
    reader = Reader(data)
    value = codec.read(reader)
    reader.finish()
    return value


class Number:
    """An unsigned number of ``width`` bytes that is in no registry."""

    __slots__ = ("_width",)

    def __init__(self, width: int) -> None:
        self._width = width

    def read(self, reader: Reader) -> int:
        """Take it."""
        return reader.number(self._width)

    def write(self, value: int) -> bytes:
        """Give its bytes, the highest first."""
        return value.to_bytes(self._width)


CodeT = TypeVar("CodeT", bound="Code")
_ARRAYS = {1: "B", 2: "H"}


class Coded(Generic[CodeT]):
    """A number of a registry."""

    __slots__ = ("_kind",)

    def __init__(self, kind: type[CodeT]) -> None:
        self._kind = kind

    def read(self, reader: Reader) -> CodeT:
        """Take it."""
        return self._kind(reader.number(self._kind.width))

    def is_even(self, size: int) -> bool:
        """Whether so many bytes can be read at once as such numbers."""
        width = self._kind.width
        return width in _ARRAYS and size % width == 0

    def read_all(self, data: bytes) -> tuple[CodeT, ...]:
        """Read as many of them as there are."""
        width = self._kind.width
        form = f">{len(data) // width}{_ARRAYS[width]}"
        return tuple(map(self._kind, struct.unpack(form, data)))

    def write(self, value: CodeT) -> bytes:
        """Give its bytes, the highest first."""
        return value.to_bytes(self._kind.width)


class Varint:
    """A number whose first two bits tell its length (RFC 9000 16).

    It is kept with its length in bytes, since a small number may be written long.
    """

    def read(self, reader: Reader) -> Record:
        """Take it."""
        first = reader.number(1)
        more = (1 << (first >> 6)) - 1
        number = (first & 0x3F) << 8 * more | reader.number(more)
        return Record((("number", number), ("width", more + 1)))

    def write(self, value: Record) -> bytes:
        """Give its bytes."""
        width = cast("int", value["width"])
        prefix = (width.bit_length() - 1) << (8 * width - 2)
        return (cast("int", value["number"]) | prefix).to_bytes(width)


class Opaque:
    """Bytes behind their length, which takes ``width`` bytes."""

    __slots__ = ("_width",)

    def __init__(self, width: int) -> None:
        self._width = width

    def read(self, reader: Reader) -> bytes:
        """Take them."""
        return reader.vector(self._width)

    def write(self, value: bytes) -> bytes:
        """Give them behind their length."""
        return vector(self._width, value)


class Fixed:
    """So many bytes."""

    __slots__ = ("_size",)

    def __init__(self, size: int) -> None:
        self._size = size

    def read(self, reader: Reader) -> bytes:
        """Take them."""
        return reader.take(self._size)

    def write(self, value: bytes) -> bytes:
        """Give them."""
        return value


class Rest:
    """All bytes that are left."""

    def read(self, reader: Reader) -> bytes:
        """Take them."""
        return reader.rest()

    def write(self, value: bytes) -> bytes:
        """Give them."""
        return value


class Nothing:
    """No bytes at all: that it stands there is all it says."""

    def read(self, reader: Reader) -> None:
        """Take nothing."""
        reader.finish()

    def write(self, value: None) -> bytes:  # noqa: ARG002 - as every codec has it
        """Give no bytes."""
        return b""


class Repeated(Generic[Item]):
    """Items to the end of the bytes."""

    __slots__ = ("_item",)

    def __init__(self, item: Codec[Item]) -> None:
        self._item = item

    def read(self, reader: Reader) -> tuple[Item, ...]:
        """Take them all."""
        if isinstance(self._item, Coded) and self._item.is_even(reader.left):
            # Much of a hello is such lists.
            return cast("tuple[Item, ...]", self._item.read_all(reader.rest()))
        found = []
        while before := reader.left:
            found.append(self._item.read(reader))
            if reader.left == before:
                raise WireError("an item without bytes")
        return tuple(found)

    def write(self, value: tuple[Item, ...]) -> bytes:
        """Give them one after the other."""
        return b"".join(self._item.write(item) for item in value)


class ListOf(Generic[Item]):
    """Items behind their length in bytes, which takes ``width`` bytes."""

    __slots__ = ("_items", "_width")

    def __init__(self, width: int, item: Codec[Item]) -> None:
        self._width = width
        self._items = Repeated(item)

    def read(self, reader: Reader) -> tuple[Item, ...]:
        """Take them."""
        return self._items.read(Reader(reader.vector(self._width)))

    def write(self, value: tuple[Item, ...]) -> bytes:
        """Give them behind their length."""
        return vector(self._width, self._items.write(value))


class Inside(Generic[T]):
    """One value that fills a vector whose length takes ``width`` bytes."""

    __slots__ = ("_codec", "_width")

    def __init__(self, width: int, codec: Codec[T]) -> None:
        self._width = width
        self._codec = codec

    def read(self, reader: Reader) -> T:
        """Take it."""
        return decode(self._codec, reader.vector(self._width))

    def write(self, value: T) -> bytes:
        """Give it behind its length."""
        return vector(self._width, self._codec.write(value))


class Struct:
    """Named fields, one after the other."""

    __slots__ = ("_fields",)

    # A codec takes what it gave; a table of them cannot say that to the checker.
    def __init__(self, **fields: Codec[Value] | Codec[int] | object) -> None:
        self._fields = cast("Mapping[str, Codec[Value]]", fields)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names, in their order."""
        return tuple(self._fields)

    def read(self, reader: Reader) -> Record:
        """Take them in their order; an error names the field."""
        found: list[tuple[str, Value]] = []
        for name, codec in self._fields.items():
            try:
                found.append((name, codec.read(reader)))
            except WireError as error:
                raise WireError(f"{name}: {error.message}") from None
        return Record(tuple(found))

    def write(self, value: Record) -> bytes:
        """Give them one after the other."""
        codecs = self._fields
        return b"".join(codecs[name].write(field) for name, field in value.items)


class Chosen:
    """A number, then what it chooses: a structure of which it is the first field.

    What an unknown number chooses is opaque.
    """

    __slots__ = ("_cases", "_name", "_number", "_other")

    def __init__(
        self, name: str, kind: type[Code], other: Struct, cases: dict[int, Struct]
    ) -> None:
        self._name = name
        self._number = Coded(kind)
        self._other = other
        self._cases = cases

    def read(self, reader: Reader) -> Record:
        """Take the number, and the structure that belongs to it."""
        number = self._number.read(reader)
        rest = self._cases.get(number, self._other).read(reader)
        return Record(((self._name, number), *rest.items))

    def write(self, value: Record) -> bytes:
        """Give the number, and the structure that belongs to it."""
        (_, number), *rest = value.items
        code = cast("Code", number)
        codec = self._cases.get(code, self._other)
        return self._number.write(code) + codec.write(Record(tuple(rest)))


class Either:
    """The first of some codecs that can read all that is left.

    For structures that only something outside of the message tells apart.  The codecs
    give records, whose fields have different names.
    """

    __slots__ = ("_codecs",)

    def __init__(self, *codecs: tuple[str, Codec[Value] | object]) -> None:
        self._codecs = cast("tuple[tuple[str, Codec[Value]], ...]", codecs)

    def read(self, reader: Reader) -> Record:
        """Take it as the first that fits; the last one's error is told."""
        data = reader.rest()
        for name, codec in self._codecs[:-1]:
            try:
                return Record(((name, decode(codec, data)),))
            except WireError:
                continue
        name, codec = self._codecs[-1]
        return Record(((name, decode(codec, data)),))

    def write(self, value: Record) -> bytes:
        """Give the bytes as they were read."""
        ((name, found),) = value.items
        return dict(self._codecs)[name].write(found)
