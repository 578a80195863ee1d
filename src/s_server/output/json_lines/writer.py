"""Writes lines whole, whoever writes at the same time."""

from __future__ import annotations

import contextlib
import os
import re
import select
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from s_server.output.json_lines.moments import PRECISION, Moment

if TYPE_CHECKING:
    from s_server.events import ConnectionEvent

T = TypeVar("T")
Late = Callable[[T, Moment], str]
"""Writes the line of a thing that happened at a moment."""
_LONE = re.compile("[\\ud800-\\udfff]")


GATHERED = 100
"""Lines that are gathered at most."""


def _itself(line: str, _: Moment | None) -> str:
    return line


class LineWriter:
    """Lines to a descriptor, which is closed with it where it ``owns`` it.

    A reader that has gone away ends nothing: the lines are dropped from then on.  Any
    other failure is told once, through ``complain``, and the next line is tried again.
    """

    def __init__(
        self, descriptor: int, complain: Callable[[str], object], *, owns: bool
    ) -> None:
        self._descriptor: int | None = descriptor
        self._complain = complain
        self._owns = owns
        self._lock = threading.Lock()
        self._gathered: list[tuple[Callable[..., str], Any, Moment | None]] = []
        self._moments: list[Moment] = [(0.0, 0, None)]
        self._has_failed = False

    def gatherer(self, encode: Late[Any]) -> Callable[[ConnectionEvent], None]:
        """Answer what keeps an event, to be encoded and written by the next ``flush``.

        Most of what a line costs is to be made and written by itself.
        """
        gathered, flush, last = self._gathered, self.flush, self._moments
        monotonic, time_ns = time.monotonic, time.time_ns

        def gather(event: ConnectionEvent) -> None:
            at, moment, info = monotonic(), last[0], event.connection
            # Another connection's would be no measure of the time on this one.
            if moment[2] is not info or at - moment[0] > PRECISION:
                last[0] = moment = at, time_ns(), info
            gathered.append((encode, event, moment))
            if len(gathered) >= GATHERED:
                flush()

        return gather

    def put(self, line: str) -> None:
        """Keep a line for the next ``flush``, in its place among the things."""
        self._gathered.append((_itself, line, None))

    def add(self, line: str) -> None:
        """Write a line, and what was gathered before; after ``close`` it is dropped."""
        self.put(line)
        self.flush()

    def flush(self) -> None:
        """Write what was gathered, by whichever thread."""
        if not self._gathered:
            return
        try:
            with self._lock:
                # More may be gathered meanwhile: each of these two is one step.
                taken = self._gathered[:]
                del self._gathered[: len(taken)]
                descriptor = self._descriptor
                if descriptor is not None:
                    lines = [encode(thing, moment) for encode, thing, moment in taken]
                    self._write_lines(descriptor, lines)
        except BrokenPipeError:
            self.close()
        except OSError as problem:
            if not self._has_failed:
                self._has_failed = True
                # Without the lock: what is complained of may become a line.
                self._complain(problem.strerror or str(problem))

    def close(self) -> None:
        """Write no more; connections may outlive their server."""
        self.flush()
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None and self._owns:
            os.close(descriptor)

    def _write_lines(self, descriptor: int, lines: list[str]) -> None:
        """Write lines at once; one that fails is left out, and its failure raised."""
        data, failure = _octets("".join(lines)), None
        while data:
            written, failed = self._write(descriptor, data)
            if failed is None:
                break
            if isinstance(failed, BrokenPipeError):
                raise failed
            failure = failed
            # Those before the one that failed are written, and it ends here.
            data = data[data.index(b"\n", written) + 1 :]
        if failure is not None:
            raise failure

    def _write(self, descriptor: int, data: bytes) -> tuple[int, OSError | None]:
        """Answer the bytes of the whole lines that were written, and why no more."""
        written = 0
        while written < len(data):
            try:
                # Mostly all at once, and then nothing is copied.
                written += os.write(descriptor, data[written:] if written else data)
            except BlockingIOError:
                # Whoever shares the terminal or pipe with us may have set O_NONBLOCK.
                ready = select.poll()
                ready.register(descriptor, select.POLLOUT)
                ready.poll()
            except OSError as problem:
                whole = data.rfind(b"\n", 0, written) + 1
                if whole < written and self._owns:
                    _take_back(descriptor, written - whole)
                return written, problem
        return written, None


def _take_back(descriptor: int, written: int) -> None:
    """Cut off the half line that a full disk has left, so that the next is whole."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, os.lseek(descriptor, -written, os.SEEK_CUR))


def _octets(line: str) -> bytes:
    try:
        return line.encode()
    except UnicodeEncodeError:
        # Of a path that is no UTF-8 (PEP 383): no JSON reader would take these.
        return _LONE.sub(
            lambda found: f"\\\\x{ord(found[0]) & 0xFF:02x}", line
        ).encode()
