"""The output of ``-json``: hears every kind of event, and writes a line of each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from s_server.errors import UsageError
from s_server.events import ConnectionEvent, RecordPassed, Warned
from s_server.output.json_lines.encoders import (
    SCHEMA_VERSION,
    Started,
    encoder_of,
    kinds,
    lasts,
    late_encoder_of,
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
    writer.add(encoder_of(Started)(started))
    for kind in kinds():
        is_unasked = kind in ASKED_FOR and not bus.wants(kind)
        if kind is not Started and not is_unasked:
            bus.subscribe(kind, _taker(kind, writer))
    bus.when_settling(writer.flush)
    return writer


def _taker(kind: type[Event], writer: LineWriter) -> Callable[[Any], object]:
    """Answer what takes an event of this kind."""
    if issubclass(kind, ConnectionEvent) and lasts(kind):
        return writer.gatherer(late_encoder_of(kind))
    encode = encoder_of(kind)
    write = writer.put if issubclass(kind, ConnectionEvent) else writer.add
    return lambda event: write(encode(event))


def _opened(path: str) -> int:
    try:
        return os.open(
            path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666
        )
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise UsageError(f"option -json: cannot write {path}: {reason}") from problem
