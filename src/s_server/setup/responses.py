"""OCSP responses that were got, kept until they are out of date.

One connection asks at a time for a certificate; others that want the same response
meanwhile wait for it, and get what the first one got, be it good or bad.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl.status import Response
    from s_server.setup.stapler import Missing


class Memory:
    """Responses by certificate; used by all threads.

    ``clock`` answers Unix time, by which responses go out of date.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._queries: dict[bytes, _Query] = {}

    def recall(
        self, certificate: bytes, ask: Callable[[], Response | Missing]
    ) -> Response | Missing:
        """Answer the response that is kept, else what ``ask`` answers."""
        with self._lock:
            query = self._queries.get(certificate)
            is_first = query is None or query.is_over(self._clock())
            if query is None or is_first:
                query = self._queries[certificate] = _Query()
        if is_first:
            query.run(ask)
        return query.answer()


class _Query:
    """A response that is asked for, and then is there."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._answer: Response | Missing | None = None
        self._until = 0.0

    def is_over(self, now: float) -> bool:
        """Whether it must be asked for anew."""
        return self._done.is_set() and self._until <= now

    def run(self, ask: Callable[[], Response | Missing]) -> None:
        """Ask; whoever waits goes on afterwards, whatever comes of it."""
        try:
            self._answer = answer = ask()
            self._until = answer.until or 0.0
        finally:
            self._done.set()

    def answer(self) -> Response | Missing:
        """Wait until it is there."""
        self._done.wait()
        if self._answer is None:
            raise RuntimeError("the connection that asked the responder failed")
        return self._answer
