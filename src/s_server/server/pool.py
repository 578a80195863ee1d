"""Threads for connections; one that is done waits for the next connection.

Starting a thread costs about a fifth of a handshake, so they are kept for a while.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from s_server.connection.wakeup import Wakeup

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.connection.life import Connection

SWITCH_INTERVAL = 0.5
"""Seconds for ``sys.setswitchinterval`` in a process that only serves.

Each thread that waits for the interpreter's lock wakes once in this time.  When 5,000
clients leave at once, Python's 5 ms leave no time for anything else: the end of the
server took 20 s with them, and with 0.1 s still 36 s on Debian's Python; 7 s with this.
"""

IDLE = 5.0
"""Seconds for which a thread without a connection is kept."""


class _Worker:
    """A thread of the pool while it waits; ``woken`` is held until there is work."""

    __slots__ = ("connection", "woken")

    def __init__(self) -> None:
        self.connection: Connection | None = None
        self.woken = threading.Lock()
        self.woken.acquire()


class Pool:
    """Runs ``live`` for each connection on a thread of its own; ``count`` live now.

    The end of a connection nudges ``ended`` while ``watched`` is set: mostly nobody
    needs to know, and a wake-up costs a handshake more than it seems.
    """

    def __init__(self, live: Callable[[Connection], None]) -> None:
        self.ended = Wakeup()
        self.watched = False
        self._live = live
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self.count = 0
        # The last to come is the first to go: its stack is still in the cache.  Each
        # has a lock of its own: a queue for all wakes a second one for each item.
        self._idle: list[_Worker] = []
        self._closed = False

    def start(self, connection: Connection) -> bool:
        """Give a connection its thread; False when the system has none to give."""
        with self._lock:
            self.count += 1
            if self._idle:
                worker = self._idle.pop()
                worker.connection = connection
                worker.woken.release()
                return True
        thread = threading.Thread(
            target=self._run, args=(connection,), name="s_server", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:
            self._left()
            return False
        return True

    def wait(self, seconds: float | None) -> None:
        """Wait until no connection lives, at most so long."""
        deadline = None if seconds is None else time.monotonic() + seconds
        with self._lock:
            while self.count:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return
                self._changed.wait(left)

    def close(self) -> None:
        """Let the waiting threads end; no connection may live any more."""
        with self._lock:
            self._closed = True
            for worker in self._idle:
                worker.woken.release()
            self._idle.clear()
        self.ended.close()

    def _run(self, connection: Connection | None) -> None:
        worker = _Worker()
        while connection is not None:
            try:
                self._live(connection)
            finally:
                self._left()
            del connection  # its socket and handles are not ours to keep
            connection = self._next(worker)

    def _next(self, worker: _Worker) -> Connection | None:
        """Wait for a connection; None when none came, or the pool was closed."""
        with self._lock:
            if self._closed:
                return None
            self._idle.append(worker)
        if not worker.woken.acquire(timeout=IDLE):
            with self._lock:
                if worker in self._idle:
                    self._idle.remove(worker)
                    return None
            # Work came between the time-out and the lock.
            worker.woken.acquire()
        connection, worker.connection = worker.connection, None
        return connection

    def _left(self) -> None:
        with self._lock:
            self.count -= 1
            if not self.count:
                self._changed.notify_all()
            if self.watched:
                self.ended.nudge()
