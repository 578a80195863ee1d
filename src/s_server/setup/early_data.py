"""TLS 1.3 early data: how much of it, and where it does not go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.config import Config, EarlyData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

DEFAULT = 16384
"""Bytes that tickets promise where -early_data is given and nothing else."""


def check(config: Config, library: Library) -> None:
    """Refuse what the C program of this release refuses; raises UsageError.

    By OpenSSL 3.5 the web modes may go with -early_data; its manual still says no.
    """
    is_web = config.mode.web is not None
    if config.early_data.accept and is_web and library.release < Release.V3_5:
        raise UsageError(
            "Can't use -early_data in combination with -www, -WWW, -HTTP, or -rev",
            bare=True,
        )


def apply(context: Context, early_data: EarlyData) -> None:
    """Set the limits that were given, or the default."""
    promised = early_data.promised
    if promised is None and early_data.accept:
        promised = DEFAULT
    if promised is None and early_data.limit is None:
        return
    from s_server.libssl import early_data as door  # noqa: PLC0415 - when used

    if promised is not None:
        door.promise(context, promised)
    if early_data.limit is not None:
        door.limit(context, early_data.limit)
