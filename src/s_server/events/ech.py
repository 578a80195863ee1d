"""The keys for encrypted ClientHellos (RFC 9849)."""

from __future__ import annotations

from s_server.events.base import Event


class EchKeyAdded(Event):
    """A key pair was read from this file."""

    path: str


class EchFolderRead(Event):
    """Key pairs were read from a folder: the names of those files, and of the others.

    The others hold none, or cannot be read.
    """

    path: str
    files: tuple[str, ...]
    unreadable: tuple[str, ...]


class EchKeysLoaded(Event):
    """All key pairs are read, and there are so many."""

    count: int
