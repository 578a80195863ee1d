"""OpenSSL's error queue as lines (ERR_print_errors(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.errors import QueueEntry
    from s_server.output.text.pieces import Style


def queue_lines(queue: tuple[QueueEntry, ...], style: Style) -> list[str]:
    """Answer a line for each entry: thread, code, library, function, reason, place."""
    thread = _thread(style)
    return [
        f"{thread}:error:{e.code:08X}:{e.library}:{e.function}:{e.reason}"
        f":{e.file}:{e.line}:{e.data}"
        for e in queue
    ]


def _thread(style: Style) -> str:
    if style.release < Release.V3_0:
        return str(style.thread)
    # Since 3.0 the identifier's bytes are printed as they lie in memory.
    return style.thread.to_bytes(8, "little").hex().upper()
