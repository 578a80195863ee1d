"""The output of ``-json``: hears every kind of event, and writes a line of each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from s_server.errors import UsageError
from s_server.events import RecordPassed, Warned
from s_server.output.json_lines.encoders import (
    SCHEMA_VERSION,
    Started,
    encoder_of,
    kinds,
)
from s_server.output.json_lines.writer import LineWriter

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import Bus, Event
    from s_server.libssl.load import Library

ASKED_FOR = frozenset({RecordPassed})
"""Told where another output has asked for them (-msg, -trace): records and what is in
them are half of all lines, and say the least.
"""
STDOUT = 1
STANDARD_OUTPUT = "-"


def json_output(path: str, bus: Bus, library: Library) -> LineWriter:
    """Write every event to the file, from now on; raises UsageError.

    The file is written anew; ``-`` is standard output.  Whoever asks closes the writer.
    """
    descriptor = STDOUT if path == STANDARD_OUTPUT else _opened(path)

    def complain(reason: str) -> None:
        bus.emit(Warned(message=f"cannot write JSON to {path}: {reason}"))

    writer = LineWriter(descriptor, complain, owns=path != STANDARD_OUTPUT)
    started = Started(
        schema=SCHEMA_VERSION, library=library.version, process=os.getpid()
    )
    for kind in kinds():
        take = _taker(encoder_of(kind), writer)
        if kind is Started:
            take(started)
        elif kind not in ASKED_FOR or bus.wants(kind):
            bus.subscribe(kind, take)
    return writer


def _taker(encode: Callable[[Any], str], writer: LineWriter) -> Callable[[Event], None]:
    def take(event: Event) -> None:
        writer.add(encode(event))

    return take


def _opened(path: str) -> int:
    try:
        return os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666
        )
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(f"option -json: cannot write {path}: {reason}") from problem
