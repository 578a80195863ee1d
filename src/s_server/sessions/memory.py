"""Sessions in the memory of this process, for all of its threads."""

from __future__ import annotations

import threading
from collections import OrderedDict

ROOM = 20480
"""Sessions that are kept, as many as OpenSSL's own cache; the oldest go first."""


class MemoryStore:
    """Session identifiers and what was stored under them, as DER."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._sessions: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Nothing is to be given back."""

    def put(self, identifier: bytes, session: bytes) -> None:
        """Keep a session, in place of one with the same identifier."""
        with self._lock:
            self._sessions[identifier] = session
            self._sessions.move_to_end(identifier)
            while len(self._sessions) > self._room:
                self._sessions.popitem(last=False)

    def get(self, identifier: bytes) -> bytes | None:
        """Answer the session, or None."""
        with self._lock:
            return self._sessions.get(identifier)

    def remove(self, identifier: bytes) -> None:
        """Forget a session; one that is not there is no error."""
        with self._lock:
            self._sessions.pop(identifier, None)
