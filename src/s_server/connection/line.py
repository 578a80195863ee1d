"""Whose turn it is at the console.

A connection is expected from the moment it is accepted, and joins the line when its
handshake is done.  Only the foremost is read and has the keyboard, so that the bytes
of two clients never mix.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


MEANWHILE = 0.25
"""Seconds after which a connection in line looks at what its network wants."""


class Line:
    """The connections whose handshake is done, in that order."""

    def __init__(self) -> None:
        self._expected: dict[int, Callable[[], object]] = {}
        self._waiting: deque[int] = deque()
        # A signal handler may come to ``stop`` while its own thread has the lock.
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._stopped = False

    def expect(self, number: int, end: Callable[[], object]) -> None:
        """Take note of a connection in its handshake, and of what would end it."""
        with self._lock:
            self._expected[number] = end

    def take_turn(
        self,
        number: int,
        meanwhile: Callable[[], object] | None = None,
    ) -> bool:
        """Join, and wait until this connection is the foremost.

        ``meanwhile`` is done every so often until then.  False when the server stops,
        or when the handshake was ended meanwhile.
        """
        with self._lock:
            if self._expected.pop(number, None) is None:
                return False
            self._waiting.append(number)
            if self._waiting[0] == number and not self._stopped:
                return True
        often = None if meanwhile is None else MEANWHILE
        while not self._has_come(number, often):
            assert meanwhile is not None, "else it waits until its turn"
            meanwhile()
        return not self._stopped

    def _has_come(self, number: int, seconds: float | None) -> bool:
        with self._lock:
            return self._changed.wait_for(
                lambda: self._stopped or self._waiting[0] == number, seconds
            )

    def end_oldest_handshake(self, asked: Callable[[], bool]) -> None:
        """End the oldest handshake if nobody is in line and ``asked`` says so."""
        with self._lock:
            if self._expected and not self._waiting and asked():
                # Still under the lock: it cannot leave and close its socket now.
                self._expected.pop(min(self._expected))()

    def leave(self, number: int) -> None:
        """Make room for the next; a connection that never joined may leave too."""
        with self._lock:
            self._expected.pop(number, None)
            if number in self._waiting:
                self._waiting.remove(number)
                if self._waiting:
                    self._changed.notify_all()

    def stop(self) -> None:
        """Have nobody wait any longer."""
        with self._lock:
            self._stopped = True
            self._changed.notify_all()

    @property
    def foremost(self) -> int | None:
        """The number of the connection whose turn it is."""
        with self._lock:
            return self._waiting[0] if self._waiting else None
