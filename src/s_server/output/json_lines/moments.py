"""When things happened, and the part of their lines that says so."""

from __future__ import annotations

import time
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s_server.events import ConnectionInfo

Moment = tuple[float, int, "ConnectionInfo | None"]
"""When it was by time.monotonic() and by time.time_ns(), and on which connection."""

PRECISION = 50e-6
"""Seconds: what happens on a connection within them has the same time."""

_SECOND = 1_000_000_000  # nanoseconds

last: list[tuple[Moment | None, str]] = [(None, "")]
"""The moment that was last written, by identity, and its text."""
_second: list[tuple[int, str]] = [(0, "")]
"""When a second began, in nanoseconds, and the form of its times."""


def now(connection: ConnectionInfo | None = None) -> Moment:
    """Answer the present moment."""
    return time.monotonic(), time.time_ns(), connection


def text_of(moment: Moment) -> str:
    """Write the members that say when it was, and on which connection."""
    at, ns, info = moment
    text = f'"time":"{time_text(ns)}"'
    if info is not None:
        elapsed = (at - info.accepted) * 1000
        text += f',"connection":{info.number},"peer":{quoted(info.peer)}'
        text += f',"elapsed_ms":{elapsed:.3f}'
    last[0] = moment, text
    return text


def time_text(ns: int) -> str:
    """Answer a time of time.time_ns() as RFC 3339 has it, in UTC, with microseconds."""
    begin, form = _second[0]
    if not 0 <= ns - begin < _SECOND or not form:
        begin = ns - ns % _SECOND
        text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(begin // _SECOND))
        form = f"{text}.%06dZ"
        _second[0] = begin, form
    return form % ((ns - begin) // 1000)
