"""What cookies are made of: a secret, and the client's address."""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LIFE = 300
"""Seconds after which a new secret is made; the one before it is still known."""


class Secrets:
    """Makes cookies with a secret that changes (libssl.cookies.Baker).

    A cookie is an HMAC with SHA-256 over the client's address, good for at least
    LIFE and at most twice that; ``clock`` is in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._secrets: tuple[bytes, ...] = ()
        self._made = 0.0

    def make(self, peer: bytes) -> bytes:
        """Answer a cookie for a client: 32 bytes."""
        return _code(self._known()[0], peer)

    def is_ours(self, cookie: bytes, peer: bytes) -> bool:
        """Whether we made this cookie for this client, not long ago."""
        codes = [_code(secret, peer) for secret in self._known()]
        return any([hmac.compare_digest(code, cookie) for code in codes])

    def _known(self) -> tuple[bytes, ...]:
        with self._lock:
            age = self._clock() - self._made
            if not self._secrets or age >= LIFE:
                before = self._secrets[:1] if age < 2 * LIFE else ()
                self._secrets = (os.urandom(32), *before)
                self._made = self._clock()
            return self._secrets


def _code(secret: bytes, peer: bytes) -> bytes:
    return hmac.digest(secret, peer, hashlib.sha256)
