"""What happens to the log of secrets."""

from __future__ import annotations

from dataclasses import dataclass

from s_server.events.base import ConnectionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLogFailed(ConnectionEvent):
    """A secret could not be written; told once in the life of a log."""

    problem: str
