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
_SIZE = 20  # bytes


class Secrets:
    """Makes cookies with a secret that changes (libssl.cookies.Baker).

    A cookie is an HMAC with SHA-256 over the client's address, good for at least
    LIFE and at most twice that; ``clock`` is in seconds.  One with a note begins with
    it, and the HMAC is over both.  Cookies are as long as the C program's, so that the
    sizes of messages are, too; a client of DTLS 1.0 takes 32 bytes (RFC 4347 4.2.1).
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._secrets: tuple[bytes, ...] = ()
        self._made = 0.0

    def make(self, peer: bytes, note: bytes = b"") -> bytes:
        """Answer a cookie for a client: 20 bytes.  All notes must be as long."""
        return _cookie(self._known()[0], peer, note)

    def is_ours(self, cookie: bytes, peer: bytes, note_size: int = 0) -> bool:
        """Whether we made this cookie for this client, not long ago."""
        note = cookie[:note_size]
        cookies = [_cookie(secret, peer, note) for secret in self._known()]
        return any([hmac.compare_digest(known, cookie) for known in cookies])

    def _known(self) -> tuple[bytes, ...]:
        with self._lock:
            age = self._clock() - self._made
            if not self._secrets or age >= LIFE:
                before = self._secrets[:1] if age < 2 * LIFE else ()
                self._secrets = (os.urandom(32), *before)
                self._made = self._clock()
            return self._secrets


def _cookie(secret: bytes, peer: bytes, note: bytes) -> bytes:
    return (note + hmac.digest(secret, note + peer, hashlib.sha256))[:_SIZE]
