"""A running program whose output is collected while the test talks to it.

Reading a peer's output is where tests usually go wrong: a pipe that nobody
reads blocks the program, and a test that looks too early sees half a line. So
one thread for each stream reads all the time, and a test waits for what it
needs on a condition that every new piece of output wakes.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal as signals
import subprocess
import termios
import threading
import time
from array import array
from typing import TYPE_CHECKING, Literal, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

Stdin = Literal["pipe", "null", "closed", "pty"] | bytes
"""Where the program's standard input comes from.

`pipe` stays open and silent until the test types; `closed` means that there is
no descriptor 0 at all; bytes are in the pipe, followed by the end of input,
before the program starts.
"""
Stream = Literal["stdout", "stderr"]
Found = TypeVar("Found")

TIMEOUT = 120.0 if os.environ.get("S_SERVER_MACHINE") else 20.0
"""Seconds after which what a test waits for counts as missing."""
PIPE_CAPACITY = 65536
ERASE_NOTHING = b"\x04"
"""Control-D: the end of input, as a terminal knows it."""


class NotSeenError(AssertionError):
    """What the test waited for did not come."""


class Running:
    """A started program: type to it, wait for its lines, signal it, end it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        stdin: Stdin = "pipe",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.command = [str(word) for word in command]
        self.cwd = cwd
        self._news = threading.Condition()
        self._output: dict[Stream, bytearray] = {
            "stdout": bytearray(),
            "stderr": bytearray(),
        }
        self._open: set[Stream] = {"stdout", "stderr"}
        self._is_terminal = stdin == "pty"
        self._process, self._keyboard = _start(self.command, stdin, env, cwd)
        self._readers = [
            threading.Thread(target=self._read, args=(stream,), daemon=True)
            for stream in self._output
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    @property
    def stdout(self) -> bytes:
        """Everything written to standard output so far."""
        return self._so_far("stdout")

    @property
    def stderr(self) -> bytes:
        """Everything written to standard error so far."""
        return self._so_far("stderr")

    @property
    def status(self) -> int | None:
        """The exit status (negative: the signal), or None while running."""
        return self._process.poll()

    def wait_line(
        self,
        pattern: bytes,
        *,
        stream: Stream = "stdout",
        nth: int = 1,
        timeout: float = TIMEOUT,
    ) -> re.Match[bytes]:
        """Wait for the nth complete line in which `pattern` is found."""
        wanted = re.compile(pattern)

        def found() -> re.Match[bytes] | None:
            lines = self._output[stream].split(b"\n")[:-1]
            matches = [match for line in lines if (match := wanted.search(line))]
            return matches[nth - 1] if len(matches) >= nth else None

        return self._wait(f"a line with {pattern!r}", stream, found, timeout)

    def wait_bytes(
        self,
        needle: bytes,
        *,
        stream: Stream = "stdout",
        after: int = 0,
        timeout: float = TIMEOUT,
    ) -> None:
        """Wait until `needle` was written beyond the first `after` bytes.

        It need not be part of a complete line.
        """

        def found() -> bool | None:
            return True if self._output[stream].find(needle, after) >= 0 else None

        self._wait(repr(needle), stream, found, timeout)

    def wait_for(
        self, found: Callable[[], Found | None], what: str, timeout: float = TIMEOUT
    ) -> Found:
        """Wait for something outside the output, such as a listening socket.

        Nothing wakes us for those, so `found` is asked again every 10 ms and
        at every piece of output; the end of the program ends the wait.
        """
        return self._wait(what, None, found, timeout)

    def type(self, data: bytes) -> None:
        """Write to the program's standard input."""
        if self._keyboard is None:
            raise ValueError("this program was started without a keyboard")
        view = memoryview(data)
        while view:
            view = view[os.write(self._keyboard, view) :]

    def wait_typed_read(self) -> None:
        """Wait until the program has read all that was typed at its pipe."""
        pipe = self._keyboard
        if pipe is None:
            raise ValueError("this program was started without a keyboard")

        def is_empty() -> bool | None:
            count = array("i", [0])
            fcntl.ioctl(pipe, termios.FIONREAD, count)
            return True if count[0] == 0 else None

        self.wait_for(is_empty, "the program to read what was typed")

    def close_stdin(self) -> None:
        """End the program's input; a second time does nothing."""
        if self._keyboard is None:
            return
        if self._is_terminal and self.status is None:
            os.write(self._keyboard, ERASE_NOTHING)
            return
        os.close(self._keyboard)
        self._keyboard = None

    def signal(self, number: int) -> None:
        """Send a signal to this program only."""
        self._process.send_signal(number)

    def pause(self) -> None:
        """Make the program stand still; returns when it does, or has ended."""
        self.signal(signals.SIGSTOP)
        if self.status is None:
            states = os.WSTOPPED | os.WEXITED | os.WNOWAIT
            os.waitid(os.P_PID, self.pid, states)

    def resume(self) -> None:
        """Let a paused program go on."""
        self.signal(signals.SIGCONT)

    def wait(self, timeout: float = TIMEOUT) -> int:
        """Wait for the end and all its output; the exit status."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise NotSeenError(
                self._report("the end of the program", "no end")
            ) from None
        for reader in self._readers:
            reader.join(timeout)
        return status

    def stop(self) -> None:
        """End the program if it still runs, and give back its descriptors."""
        if self.status is None:
            self.signal(signals.SIGTERM)
            self.resume()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for reader in self._readers:
            reader.join(TIMEOUT)
        if self._keyboard is not None:
            os.close(self._keyboard)
            self._keyboard = None

    def _read(self, stream: Stream) -> None:
        pipe = getattr(self._process, stream)
        with pipe:
            while piece := os.read(pipe.fileno(), 65536):
                with self._news:
                    self._output[stream] += piece
                    self._news.notify_all()
        with self._news:
            self._open.discard(stream)
            self._news.notify_all()

    def _so_far(self, stream: Stream) -> bytes:
        with self._news:
            return bytes(self._output[stream])

    def _wait(
        self,
        what: str,
        stream: Stream | None,
        found: Callable[[], Found | None],
        timeout: float,
    ) -> Found:
        end = time.monotonic() + timeout
        with self._news:
            while True:
                # Asked before `found`: what comes last must still be looked at.
                ended = not self._open if stream is None else stream not in self._open
                if (result := found()) is not None:
                    return result
                if ended:
                    # What it says of its end may come on the other stream.
                    self._news.wait_for(lambda: not self._open, timeout=1)
                    raise NotSeenError(self._report(what, "the output ended"))
                if (left := end - time.monotonic()) <= 0:
                    raise NotSeenError(self._report(what, f"{timeout} s passed"))
                self._news.wait(left if stream else min(left, 0.01))

    def _report(self, what: str, why: str) -> str:
        with self._news:
            parts = [
                f"waited for {what}: {why}",
                f"command: {' '.join(self.command)}",
                f"exit status: {self.status}",
            ]
            for stream, output in self._output.items():
                parts.append(f"--- {stream} so far ({len(output)} bytes)")
                parts.append(output.decode(errors="backslashreplace"))
        return "\n".join(parts)


def _start(
    command: list[str],
    stdin: Stdin,
    env: Mapping[str, str] | None,
    cwd: Path | None,
) -> tuple[subprocess.Popen[bytes], int | None]:
    """Start a program; the other end of its input, if there is one."""
    if stdin == "closed":
        # The shell replaces itself, so the process id stays the program's.
        command = ["/bin/sh", "-c", 'exec "$@" <&-', "sh", *command]
    theirs, ours = _input_ends(stdin)
    try:
        process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=None if env is None else dict(env),
            cwd=cwd,
        )
    except OSError:
        if ours is not None:
            os.close(ours)
        raise
    finally:
        if theirs != subprocess.DEVNULL:
            os.close(theirs)
    return process, ours


def _input_ends(stdin: Stdin) -> tuple[int, int | None]:
    """Make the program's end of its input, and ours if there is one."""
    if isinstance(stdin, bytes):
        return _filled_pipe(stdin), None
    match stdin:
        case "pipe":
            return os.pipe()
        case "pty":
            ours, theirs = os.openpty()
            _no_echo(theirs)
            return theirs, ours
        case "null" | "closed":
            return subprocess.DEVNULL, None


def _filled_pipe(data: bytes) -> int:
    if len(data) > PIPE_CAPACITY:
        raise ValueError("more than a pipe holds: type it instead")
    theirs, ours = os.pipe()
    with open(ours, "wb") as pipe:
        pipe.write(data)
    return theirs


def _no_echo(terminal: int) -> None:
    """Keep what is typed from filling the terminal's other direction."""
    attributes = termios.tcgetattr(terminal)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)
