"""Who is told of what happens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from s_server.events.base import ConnectionEvent, ConnectionInfo, Event
from s_server.frozen import filled

E = TypeVar("E", bound=Event)
Handler = Callable[[E], object]


class Tell(Protocol):
    """Emits an event of one connection, by its kind and its other fields."""

    def __call__(self, kind: type[ConnectionEvent], /, **fields: object) -> None:
        """Emit it, if anybody would hear it."""


class Bus:
    """Takes events from connections and tells the subscribers, on the same thread."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], tuple[Handler[Any], ...]] = {}
        self._settling: tuple[Callable[[], object], ...] = ()
        self._lock = threading.Lock()

    def subscribe(self, kind: type[E], handler: Handler[E]) -> None:
        """Have ``handler`` called with each event of exactly this kind."""
        with self._lock:
            known = self._handlers.get(kind, ())
            self._handlers[kind] = (*known, handler)

    def when_settling(self, handler: Callable[[], object]) -> None:
        """Have ``handler`` called before a connection waits long, and at its end.

        An output may gather what events come to until then.
        """
        with self._lock:
            self._settling = (*self._settling, handler)

    @property
    def settler(self) -> Callable[[], object] | None:
        """What to call before one waits, None where no output gathers anything."""
        return self.settle if self._settling else None

    def settle(self) -> None:
        """Have the outputs put out what they have gathered: nothing may come soon."""
        for handler in self._settling:
            handler()

    def wants(self, kind: type[Event]) -> bool:
        """Whether anybody would hear of such an event."""
        return kind in self._handlers

    def muted(self) -> Bus:
        """Answer one that wants the same, and tells nobody."""
        muted = Bus()
        muted._handlers = dict.fromkeys(self._handlers, ())
        return muted

    def teller(self, connection: ConnectionInfo) -> Tell:
        """Answer what emits an event of a connection, made if anybody would hear it."""
        handlers_of = self._handlers.get

        # No method: each of these calls would cost, and a handshake has twenty.
        def tell(kind: type[ConnectionEvent], /, **fields: object) -> None:
            handlers = handlers_of(kind)
            if handlers:
                fields["connection"] = connection
                event = filled(kind, fields)
                for handler in handlers:
                    handler(event)

        return tell

    def emit(self, event: Event) -> None:
        """Tell every subscriber of this kind of event."""
        for handler in self._handlers.get(type(event), ()):
            handler(event)
