"""How data becomes records."""

from __future__ import annotations

from s_server.frozen import Frozen


class Record(Frozen):
    """How what is sent is cut into records; sizes are in bytes of data.

    Padding is one of the commands in :class:`Protocol`.
    """

    max_fragment: int | None = None
    split_fragment: int | None = None
    max_pipelines: int | None = None


class AsyncJobs(Frozen):
    """Cryptography that may pause while other hardware or threads work on it."""

    on: bool = False
