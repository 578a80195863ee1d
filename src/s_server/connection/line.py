"""Whose turn it is at the console.

A connection joins the line when its handshake is done.  Only the foremost is read
and has the keyboard, so that the bytes of two clients never mix.
"""

from __future__ import annotations

import threading
from collections import deque


class Line:
    """The connections whose handshake is done, in that order."""

    def __init__(self) -> None:
        self._waiting: deque[int] = deque()
        self._changed = threading.Condition()
        self._stopped = False

    def take_turn(self, number: int) -> bool:
        """Join, and wait until this connection is the foremost; False at the stop."""
        with self._changed:
            self._waiting.append(number)
            self._changed.wait_for(lambda: self._stopped or self._waiting[0] == number)
            return self._waiting[0] == number

    def leave(self, number: int) -> None:
        """Make room for the next; a connection that never joined may leave too."""
        with self._changed:
            if number in self._waiting:
                self._waiting.remove(number)
                self._changed.notify_all()

    def stop(self) -> None:
        """Have nobody wait any longer."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    @property
    def foremost(self) -> int | None:
        """The number of the connection whose turn it is."""
        with self._changed:
            return self._waiting[0] if self._waiting else None
