"""What all events are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """Which connection an event is about: its number from 1, and its peer."""

    number: int
    peer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of everything that happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionEvent(Event):
    """Base of what happens on a connection."""

    connection: ConnectionInfo
