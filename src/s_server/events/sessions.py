"""What happens to sessions that are kept outside of OpenSSL."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent


class SessionStored(ConnectionEvent):
    """A session was stored, to be resumed later."""


class SessionLookedUp(ConnectionEvent):
    """A client wants to resume a session; whether it was there."""

    found: bool
