"""Alerts that pass in the clear or through a callback (RFC 8446 6)."""

from __future__ import annotations

from s_server.frozen import Frozen
from s_server.wire.codes import AlertDescription, AlertLevel
from s_server.wire.reader import Reader

FATAL = 2


class Alert(Frozen, kw_only=False):
    """How grave it is, and what is wrong."""

    level: AlertLevel
    description: AlertDescription

    @classmethod
    def decode(cls, data: bytes) -> Alert:
        """Read an alert's two bytes."""
        reader = Reader(data)
        level, description = reader.number(1), reader.number(1)
        reader.finish()
        return cls(AlertLevel(level), AlertDescription(description))

    @property
    def is_fatal(self) -> bool:
        """Whether it ends the connection at once."""
        return self.level == FATAL

    def encode(self) -> bytes:
        """Give the bytes that it was read from."""
        return bytes((self.level, self.description))
