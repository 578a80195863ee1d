"""Which library, and what to tell before anything else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """Which library, and what to tell before anything else."""

    help: bool = False
    version: bool = False
    library: str | None = None
    config_section: str | None = None
