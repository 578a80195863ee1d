"""What became of lists of revoked certificates that a connection needed."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent


class RevocationListMissing(ConnectionEvent):
    """A list was to be fetched from ``place`` and could not be had, or not be read."""

    place: str
    reason: str
