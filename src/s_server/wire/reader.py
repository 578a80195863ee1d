"""Bytes taken from the front, one field after the other."""

from __future__ import annotations

from s_server.errors import WireError


class Reader:
    """Where decoding stands in some bytes; every field moves it on."""

    __slots__ = ("_at", "_data", "_size")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._size = len(data)

    @property
    def left(self) -> int:
        """How many bytes have not been taken yet."""
        return self._size - self._at

    def take(self, size: int) -> bytes:
        """Take so many bytes."""
        start, end = self._at, self._at + size
        if end > self._size:
            raise WireError(f"{size} bytes expected, {self.left} left")
        self._at = end
        return self._data[start:end]

    def number(self, width: int) -> int:
        """Take an unsigned number of ``width`` bytes, the highest first."""
        return int.from_bytes(self.take(width))

    def vector(self, width: int) -> bytes:
        """Take a vector, whose length in bytes stands before it (RFC 8446 3.4)."""
        data, start = self._data, self._at + width
        end = start + int.from_bytes(data[self._at : start])
        if end > self._size or start > self._size:
            # Of the two, the one that is missing says what was expected.
            return self.take(self.number(width))
        self._at = end
        return data[start:end]

    def rest(self) -> bytes:
        """Take all that is left."""
        return self.take(self.left)

    def finish(self) -> None:
        """Complain if anything is left."""
        if self.left:
            raise WireError(f"{self.left} bytes too many")


def vector(width: int, data: bytes) -> bytes:
    """Write a vector: its length in ``width`` bytes, then its bytes."""
    if len(data) >> (8 * width):
        raise WireError(f"{len(data)} bytes do not fit a length of {width} bytes")
    return len(data).to_bytes(width) + data
