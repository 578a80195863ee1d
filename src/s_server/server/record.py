"""What became of each connection, for users of the package."""

from __future__ import annotations

import threading
from collections import OrderedDict
from enum import StrEnum
from typing import TYPE_CHECKING

from s_server.events import (
    Accepted,
    Bus,
    Closed,
    ConnectionEvent,
    Explained,
    Explanation,
    Failed,
    HandshakeFinished,
)
from s_server.frozen import Frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 10_000
"""Records that are kept; the oldest go first."""


class State(StrEnum):
    """How far a connection has come."""

    HANDSHAKE = "handshake"
    CONNECTED = "connected"
    CLOSED = "closed"


class ConnectionRecord(Frozen):
    """One connection: its number from 1, its peer, its state and what was agreed.

    ``version`` and ``cipher`` are OpenSSL's words, None before the handshake is done;
    ``failure`` is why it failed, None where it did not.  ``cause`` and ``words``
    explain that, or what came to nothing without a failure (docs/causes.md).
    """

    number: int
    peer: str
    state: State = State.HANDSHAKE
    version: str | None = None
    cipher: str | None = None
    reused: bool = False
    failure: str | None = None
    cause: str | None = None
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The record in a line, and why it failed in further ones, for a person."""
        parts = [str(self.state), self.version, self.cipher, self.failure]
        known = ", ".join(part for part in parts if part)
        first = f"connection {self.number} from {self.peer}: {known}"
        return "\n  ".join((first, *self.words))


class Records:
    """Keeps a record for each connection."""

    def __init__(self, bus: Bus) -> None:
        self._lock = threading.Condition()
        self._records: OrderedDict[int, ConnectionRecord] = OrderedDict()
        bus.subscribe(Accepted, self._accepted)
        bus.subscribe(HandshakeFinished, self._finished)
        bus.subscribe(Failed, self._failed)
        bus.subscribe(Explained, self._explained)
        bus.subscribe(Closed, self._closed)

    def all(self) -> tuple[ConnectionRecord, ...]:
        """Answer the records in the order of their numbers."""
        with self._lock:
            # Accepted is told on the connection's thread: a later one may be faster.
            return tuple(sorted(self._records.values(), key=lambda r: r.number))

    def wait(
        self, is_good: Callable[[tuple[ConnectionRecord, ...]], bool], timeout: float
    ) -> bool:
        """Wait until the records are as wanted; False after ``timeout`` seconds."""
        with self._lock:
            return self._lock.wait_for(lambda: is_good(self.all()), timeout)

    def _put(self, record: ConnectionRecord) -> None:
        """Keep a record in place of an older one of the same connection."""
        with self._lock:
            self._records[record.number] = record
            while len(self._records) > KEPT:
                self._records.popitem(last=False)
            self._lock.notify_all()

    def _accepted(self, event: Accepted) -> None:
        info = event.connection
        self._put(ConnectionRecord(number=info.number, peer=info.peer))

    def _finished(self, event: HandshakeFinished) -> None:
        facts = event.facts
        self._put(
            replace(
                self._known(event),
                state=State.CONNECTED,
                version=facts.version,
                cipher=facts.cipher,
                reused=facts.reused,
            )
        )

    def _failed(self, event: Failed) -> None:
        words = ", ".join(entry.reason for entry in event.queue) or event.cause.value
        known = replace(self._known(event), failure=words)
        self._put(_explained(known, event.explanation))

    def _explained(self, event: Explained) -> None:
        self._put(_explained(self._known(event), event.explanation))

    def _closed(self, event: Closed) -> None:
        self._put(replace(self._known(event), state=State.CLOSED))

    def _known(self, event: ConnectionEvent) -> ConnectionRecord:
        info = event.connection
        with self._lock:
            known = self._records.get(info.number)
        return known or ConnectionRecord(number=info.number, peer=info.peer)


def _explained(
    record: ConnectionRecord, explanation: Explanation | None
) -> ConnectionRecord:
    if explanation is None:
        return record
    return replace(record, cause=explanation.cause, words=explanation.words)
