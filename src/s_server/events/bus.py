"""Who is told of what happens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from s_server.events.base import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[E], object]


class Bus:
    """Takes events from connections and tells the subscribers, on the same thread."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], tuple[Handler[Any], ...]] = {}
        self._lock = threading.Lock()

    def subscribe(self, kind: type[E], handler: Handler[E]) -> None:
        """Have ``handler`` called with each event of exactly this kind."""
        with self._lock:
            known = self._handlers.get(kind, ())
            self._handlers[kind] = (*known, handler)

    def wants(self, kind: type[Event]) -> bool:
        """Whether anybody would hear of such an event."""
        return kind in self._handlers

    def muted(self) -> Bus:
        """Answer one that wants the same, and tells nobody."""
        muted = Bus()
        muted._handlers = dict.fromkeys(self._handlers, ())
        return muted

    def emit(self, event: Event) -> None:
        """Tell every subscriber of this kind of event."""
        for handler in self._handlers.get(type(event), ()):
            handler(event)
