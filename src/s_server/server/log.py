"""The events of a server in the order in which they came, for users of the package."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, TypeVar

from s_server import events
from s_server.events import Ended, Event, MessagePassed, RecordPassed
from s_server.frozen import replace
from s_server.server.kept import KeptFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.events import Bus

E = TypeVar("E", bound=Event)

KEPT = 10_000
"""Events that are kept; the oldest go first."""

KEPT_DATA = 16 * 1024 * 1024
"""Bytes of application data in them."""

# Many, and large: whoever wants them says so before the start (Server.subscribe).
UNKEPT: tuple[type[Event], ...] = (MessagePassed, RecordPassed)


def kinds_of(base: type[E]) -> Iterator[type[E]]:
    """Give every kind of event that is, or is derived from, this one."""
    for name in events.__all__:
        kind = getattr(events, name)
        is_kind = isinstance(kind, type) and issubclass(kind, base)
        if is_kind and not kind.__subclasses__():
            yield kind


class EventLog:
    """Keeps the events of a bus, and lets other threads wait for them.

    The facts of a handshake are read at once, on the connection's own thread: another
    one must not call into a TLS connection, and it is freed with its end.
    """

    def __init__(self, bus: Bus) -> None:
        self._changed = threading.Condition()
        self._events: deque[Event] = deque()
        self._data = 0
        self._count = 0
        self._ended = False
        for kind in kinds_of(Event):
            if kind not in UNKEPT:
                bus.subscribe(kind, self._put)

    def all(self) -> tuple[Event, ...]:
        """Answer the events so far, the oldest first."""
        with self._changed:
            return tuple(self._events)

    def wait(
        self, kind: type[E], timeout: float, is_good: Callable[[E], bool]
    ) -> E | None:
        """Answer the first such event, past ones too; None where none comes.

        ``timeout`` is in seconds; a server that has ended is not waited for.
        """
        deadline = time.monotonic() + timeout
        seen = 0
        while True:
            with self._changed:
                while self._count == seen:
                    left = deadline - time.monotonic()
                    if self._ended or not self._changed.wait(max(left, 0)):
                        return None
                # Judged without the lock, for it is the user's own code.
                fresh = min(self._count - seen, len(self._events))
                news = [self._events[place] for place in range(-fresh, 0)]
                seen = self._count
            for event in news:
                if isinstance(event, kind) and is_good(event):
                    return event

    def end(self) -> None:
        """Have nobody wait any longer: nothing more will come."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _put(self, event: Event) -> None:
        facts = getattr(event, "facts", None)
        if facts is not None and not isinstance(facts, KeptFacts):
            kept = KeptFacts.of(facts)
            event = replace(event, facts=kept)  # type: ignore[call-arg]  # it has this field
        with self._changed:
            self._events.append(event)
            self._count += 1
            self._data += _size(event)
            while len(self._events) > KEPT or self._data > KEPT_DATA:
                self._data -= _size(self._events.popleft())
            self._ended = self._ended or isinstance(event, Ended)
            self._changed.notify_all()


def _size(event: Event) -> int:
    return len(getattr(event, "data", b""))
