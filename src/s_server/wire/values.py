"""What decoded bytes become: small values that anything can walk over and show.

A number of a registry is a ``Code``; other numbers are ints; opaque bytes are bytes;
a list is a tuple; a structure is a ``Record`` of values with the RFC's names.
What could not be decoded is ``Malformed`` and keeps its bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from s_server.frozen import Frozen

if TYPE_CHECKING:
    from typing import TypeAlias

    from s_server.wire.extensions import Extension

Value: TypeAlias = Union[
    int, bytes, "tuple[Value, ...]", "Record", "Malformed", "Extension", None
]


class Record(Frozen, kw_only=False):
    """A structure: its fields' names and values, in the order of the wire."""

    items: tuple[tuple[str, Value], ...] = ()

    def __getitem__(self, name: str) -> Value:
        if name not in self:
            raise KeyError(name)
        return self.get(name)

    def get(self, name: str) -> Value:
        """Answer the field of that name, or None."""
        return next((value for found, value in self.items if found == name), None)

    def __contains__(self, name: str) -> bool:
        return any(found == name for found, _ in self.items)

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names."""
        return tuple(name for name, _ in self.items)


class Malformed(Frozen, kw_only=False):
    """Bytes that are not the structure that they should be, and why."""

    data: bytes
    reason: str
