"""What happens to sessions that are kept outside of OpenSSL, and to keys of tickets."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent, Event


class SessionStored(ConnectionEvent):
    """A session was stored, to be resumed later."""


class SessionLookedUp(ConnectionEvent):
    """A client wants to resume a session; whether it was there."""

    found: bool


class SessionStoreChanged(Event):
    """The store that machines share cannot be used, or can be used again.

    ``problem`` says why not, None where it can; ``store`` names it without a password.
    """

    store: str
    problem: str | None


class TicketKeysRead(Event):
    """The keys of tickets were read anew; there are ``count`` of them."""

    path: str
    count: int
