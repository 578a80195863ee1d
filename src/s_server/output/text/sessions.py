"""The lines on sessions that are kept outside of OpenSSL, and on their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.output.text.pieces import Piece, Style, err

if TYPE_CHECKING:
    from s_server import events


def stored(_: events.SessionStored, __: Style) -> list[Piece]:
    """Answer that a session was stored."""
    return [err("New session added to external cache")]


def looked_up(event: events.SessionLookedUp, _: Style) -> list[Piece]:
    """Answer whether a session was there."""
    return [err(f"Lookup session: cache {'hit' if event.found else 'miss'}")]


def prefix_set(event: events.IdPrefixSet, _: Style) -> list[Piece]:
    """Answer how identifiers begin, and whether that leaves room for several."""
    pieces = [err(f"id_prefix '{event.prefix}' set.")]
    if event.is_too_long:
        words = "id_prefix is too long, only one new session will be possible"
        pieces.insert(0, err(f"warning: {words}"))
    return pieces


def store_changed(event: events.SessionStoreChanged, _: Style) -> list[Piece]:
    """Answer that the store cannot be used, or can be used again."""
    about = f"s_server: warning: session store {event.store}"
    if event.problem is None:
        return [err(f"{about} is back")]
    return [err(f"{about}: {event.problem}: nothing resumes from it until it is back")]


def keys_read(event: events.TicketKeysRead, _: Style) -> list[Piece]:
    """Answer how many keys there are now."""
    return [err(f"s_server: ticket keys read from {event.path}: {event.count}")]
