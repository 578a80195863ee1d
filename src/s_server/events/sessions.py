"""What happens to sessions that are kept outside of OpenSSL."""

from __future__ import annotations

from dataclasses import dataclass

from s_server.events.base import ConnectionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStored(ConnectionEvent):
    """A session was stored, to be resumed later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLookedUp(ConnectionEvent):
    """A client wants to resume a session; whether it was there."""

    found: bool
