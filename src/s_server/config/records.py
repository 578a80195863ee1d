"""How data becomes records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How what is sent is cut into records; sizes are in bytes of data.

    Padding is one of the commands in :class:`Protocol`.
    """

    max_fragment: int | None = None
    split_fragment: int | None = None
    max_pipelines: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncJobs:
    """Cryptography that may pause while other hardware or threads work on it."""

    on: bool = False
