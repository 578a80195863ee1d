"""Which library, and what to tell before anything else."""

from __future__ import annotations

from s_server.frozen import Frozen


class General(Frozen):
    """Which library, and what to tell before anything else."""

    help: bool = False
    version: bool = False
    library: str | None = None
    config_section: str | None = None
