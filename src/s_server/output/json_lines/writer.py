"""Writes lines whole, whoever writes at the same time."""

from __future__ import annotations

import contextlib
import os
import re
import select
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LONE = re.compile("[\\ud800-\\udfff]")


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
        self._has_failed = False

    def add(self, line: str) -> None:
        """Write a line, which has its end; after ``close`` it is dropped."""
        data = _octets(line)
        try:
            with self._lock:
                descriptor = self._descriptor
                if descriptor is not None:
                    self._write(descriptor, data)
        except BrokenPipeError:
            self.close()
        except OSError as problem:
            if not self._has_failed:
                self._has_failed = True
                # Without the lock: what is complained of may become a line.
                self._complain(problem.strerror or str(problem))

    def close(self) -> None:
        """Write no more; connections may outlive their server."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None and self._owns:
            os.close(descriptor)

    def _write(self, descriptor: int, data: bytes) -> None:
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
            except OSError:
                if written and self._owns:
                    _take_back(descriptor, written)
                raise


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
