"""What the security level was asked (SSL_CTX_set_security_level(3))."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent, Event
from s_server.frozen import Frozen


class SecurityQuestion(Frozen, kw_only=False):
    """One question and its answer.

    ``operation`` and ``number`` are libssl's (an SSL_SECOP_ code; a version, a group).
    ``name`` is that of the cipher suite, group, key or digest asked about; ``scheme``
    the code of a signature scheme. ``key_bits`` is the size of a certificate's key.
    """

    operation: int
    bits: int
    number: int
    allowed: bool
    name: str = ""
    scheme: int | None = None
    key_bits: int | None = None


class SecurityAsked(ConnectionEvent):
    """A connection asked whether something is safe enough."""

    question: SecurityQuestion


class SecurityAskedAtStart(Event):
    """It was asked while the server was set up."""

    question: SecurityQuestion
