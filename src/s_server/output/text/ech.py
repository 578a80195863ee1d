"""Lines about encrypted ClientHellos: the keys for them, and what came of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from s_server.events.facts import EchStatus
from s_server.output.text.pieces import Piece, Style, err, out

if TYPE_CHECKING:
    from s_server import events
    from s_server.events import EchOutcome

_UNPRINTABLE = re.compile(rb"[^ -~]")
_SENTENCES: dict[int, str] = {
    EchStatus.FAILED: "ECH tried but failed",
    EchStatus.GREASE: "ECH attempt we interpret as GREASE",
    EchStatus.BACKEND: "ECH acting as backend",
    EchStatus.NOT_TRIED: "ECH not attempted",
    EchStatus.BAD_NAME: "ECH worked but bad name",
}


def key_added(event: events.EchKeyAdded, _: Style) -> list[Piece]:
    """Answer where a key pair was read from."""
    return [out(f"Added ECH key pair from: {event.path}")]


def folder_read(event: events.EchFolderRead, _: Style) -> list[Piece]:
    """Answer which files of a folder hold key pairs, and which do not."""
    return [
        *(err(f"Failed reading from: {event.path}/{n}") for n in event.unreadable),
        *(out(f"Added ECH key pair from: {name}") for name in event.files),
        out(f"Added {len(event.files)} ECH key pairs from: {event.path}"),
    ]


def keys_loaded(event: events.EchKeysLoaded, _: Style) -> list[Piece]:
    """Answer how many key pairs there are."""
    return [out(f"Loaded {event.count} ECH key pairs in total")]


def outcome_line(outcome: EchOutcome | None) -> list[str]:
    """Answer what came of ECH, in the words of 4.0's status page."""
    if outcome is None:
        return []
    if outcome.status == EchStatus.SUCCESS:
        outer, inner = _shown(outcome.outer_name), _shown(outcome.inner_name)
        return [f"ECH success: outer sni: {outer}, inner sni: {inner}"]
    unknown = f"ECH status {outcome.status}"
    return [_SENTENCES.get(outcome.status, unknown)]


def _shown(name: bytes | None) -> str:
    if name is None:
        return "none"
    return _UNPRINTABLE.sub(lambda found: b"\\x%02x" % found[0][0], name).decode()
