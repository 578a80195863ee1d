"""What happens to the log of secrets."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent


class KeyLogFailed(ConnectionEvent):
    """A secret could not be written; told once in the life of a log."""

    problem: str
