"""The statistics block: at the end, and on the status page."""

from __future__ import annotations

_TEXTS = (
    "items in the session cache",
    "client connects (SSL_connect())",
    "client renegotiates (SSL_connect())",
    "client connects that finished",
    "server accepts (SSL_accept())",
    "server renegotiates (SSL_accept())",
    "server accepts that finished",
    "session cache hits",
    "session cache misses",
    "session cache timeouts",
    "callback cache hits",
)


def statistics_lines(counters: tuple[int, ...]) -> list[str]:
    """Answer the block; the last two counters share a line."""
    *plain, full, allowed = counters
    lines = [f"{n:4d} {text}" for n, text in zip(plain, _TEXTS, strict=True)]
    return [*lines, f"{full:4d} cache full overflows ({allowed} allowed)"]
