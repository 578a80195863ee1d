"""What all events are made of."""

from __future__ import annotations

import time

from s_server.frozen import Frozen, made


class ConnectionInfo(Frozen, kw_only=False, aside=("accepted",)):
    """Which connection an event is about: its number from 1, and its peer.

    ``accepted`` is when it was, on time.monotonic()'s clock.
    """

    number: int
    peer: str
    accepted: float = made(factory=time.monotonic)


class Event(Frozen):
    """Base of everything that happens."""


class ConnectionEvent(Event):
    """Base of what happens on a connection."""

    connection: ConnectionInfo
