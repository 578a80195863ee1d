"""The file of the keys that servers share for tickets, read again when asked."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from s_server.errors import LoadError
from s_server.events import TicketKeysRead, Warned
from s_server.libssl.constants import SslOption, Version

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.libssl.ticket_keys import TicketKeys

LIMIT = 1 << 20
"""Bytes that are read of the file at most."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def apply(context: Context, config: Config, bus: Bus) -> None:
    """Use the keys of the file that was given, if one was; raises LoadError."""
    path = config.sessions.ticket_keys
    if path is None:
        return
    from s_server.libssl.ticket_keys import use_ticket_keys  # noqa: PLC0415 - when used

    use_ticket_keys(context, read(path))
    for message in _without_effect(context):
        bus.emit(Warned(message=message))


def reload(context: Context, config: Config, bus: Bus) -> None:
    """Read the file again, if there is one; raises LoadError, and the keys stay.

    Connections ask their first context for keys, so that further ones need not change.
    """
    path = config.sessions.ticket_keys
    if path is not None:
        keys = read(path)
        context.ticket_keys = keys
        bus.emit(TicketKeysRead(path=path, count=len(keys)))


def read(path: str) -> TicketKeys:
    """Answer the keys in a file that its owner alone may read; raises LoadError."""
    from s_server.libssl.ticket_keys import RECORD, TicketKeys  # noqa: PLC0415

    failed = f"cannot read the ticket keys (-ticket_keys): {path}"
    try:
        # A pipe could be read once, and a pipe without a writer holds up the opening.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise LoadError(f"{failed}: it is no regular file")
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            records = file.read(LIMIT)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise LoadError(f"{failed}: {reason}") from None
    if mode & _OTHERS:
        raise LoadError(
            f"{failed}: its mode is {stat.S_IMODE(mode):04o}, so others than its "
            "owner may use it",
            hints=("who has these keys can read connections: chmod 600",),
        )
    try:
        return TicketKeys(records)
    except ValueError as problem:
        raise LoadError(
            f"{failed}: {problem}",
            hints=(f"umask 077; openssl rand -out FILE {RECORD}, makes one key",),
        ) from None


def _without_effect(context: Context) -> list[str]:
    """Say where tickets are none that a key protects, and servers share nothing."""
    if context.has_option(SslOption.NO_TICKET):
        return ["-ticket_keys has no effect with -no_ticket"]
    # libssl refuses replays by keeping the sessions itself (shared_sessions.py).
    keeps = context.max_early_data > 0 and not context.has_option(
        SslOption.NO_ANTI_REPLAY
    )
    if keeps and context.shared_store is None and context.serves(Version.TLS1_3):
        return [
            "with early data the tickets of TLS 1.3 are not what -ticket_keys "
            "protects: -session_store shares them"
        ]
    return []
