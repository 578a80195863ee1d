"""What all events are made of."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """Which connection an event is about: its number from 1, and its peer.

    ``accepted`` is when it was, on time.monotonic()'s clock.
    """

    number: int
    peer: str
    accepted: float = field(default_factory=time.monotonic, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of everything that happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionEvent(Event):
    """Base of what happens on a connection."""

    connection: ConnectionInfo
