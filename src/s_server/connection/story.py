"""What connections have shown so far, for their status pages, and how many there were.

It is kept from the accepted connection to its end, for whom to show it is known only
when the request has come.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

from s_server.events import (
    Accepted,
    Alert,
    AlpnOffered,
    AlpnSelected,
    ClientHelloReceived,
    Closed,
    ConnectionEvent,
    Failed,
    HandshakeFinished,
    HandshakeRepeated,
    MessagePassed,
    NameAsked,
    VerifyStep,
)

if TYPE_CHECKING:
    from s_server.events import Bus

TOLD: tuple[type[ConnectionEvent], ...] = (
    Accepted,
    ClientHelloReceived,
    MessagePassed,
    Alert,
    NameAsked,
    AlpnOffered,
    AlpnSelected,
    VerifyStep,
    HandshakeFinished,
    HandshakeRepeated,
)
"""What a story is made of."""
KEPT = 500
"""Events of one connection that are kept: the rest of a long one is not shown."""


class Story:
    """The events of one connection, each with its time in ms from the first."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.events: list[tuple[float, ConnectionEvent]] = []

    def take(self, event: ConnectionEvent) -> None:
        """Keep an event."""
        if len(self.events) < KEPT:
            after = (time.monotonic() - self._began) * 1000
            self.events.append((after, event))


class Stories:
    """The stories of the connections that are open, and what all came to."""

    def __init__(self, bus: Bus) -> None:
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._open: dict[int, Story] = {}
        self._connections = Counter(accepted=0, finished=0, failed=0)
        self._handshakes = Counter(full=0, resumed=0)
        self._versions: Counter[str] = Counter()
        self._suites: Counter[str] = Counter()
        bus.subscribe(Accepted, self._accepted)
        for kind in TOLD:
            bus.subscribe(kind, self._take)
        bus.subscribe(HandshakeFinished, self._finished)
        bus.subscribe(Failed, self._failed)
        bus.subscribe(Closed, self._closed)

    def of(self, number: int) -> tuple[tuple[float, ConnectionEvent], ...]:
        """Answer the events of an open connection, with ms from its first."""
        story = self._open.get(number)
        return tuple(story.events) if story is not None else ()

    def statistics(self) -> dict[str, int | dict[str, int]]:
        """Answer counts since the server started; ``uptime`` is in seconds."""
        with self._lock:
            return {
                "uptime": int(time.monotonic() - self._began),
                "connections": {**self._connections, "open": len(self._open)},
                "handshakes": dict(self._handshakes),
                "versions": dict(self._versions),
                "suites": dict(self._suites),
            }

    def _accepted(self, event: Accepted) -> None:
        with self._lock:
            self._open[event.connection.number] = Story()
            self._connections["accepted"] += 1

    def _take(self, event: ConnectionEvent) -> None:
        story = self._open.get(event.connection.number)
        if story is not None:
            story.take(event)

    def _finished(self, event: HandshakeFinished) -> None:
        facts = event.facts
        with self._lock:
            self._handshakes["resumed" if facts.reused else "full"] += 1
            self._versions[facts.version] += 1
            self._suites[facts.cipher or "none"] += 1

    def _failed(self, _: Failed) -> None:
        with self._lock:
            self._connections["failed"] += 1

    def _closed(self, event: Closed) -> None:
        with self._lock:
            self._open.pop(event.connection.number, None)
            self._connections["finished"] += 1
