"""A server in a process of its own, told of and ended through two pipes.

The child tells its events, or the error that kept it from starting, and the parent's
bus has them as if they were its own.  It ends when the other pipe does, so that it
never outlives its parent.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from s_server import errors
from s_server.events import Bus, CertificateMade, Ended, Event, Listening, Warned
from s_server.libssl.load import open_library
from s_server.options.name_format import name_flags
from s_server.options.parse import parse
from s_server.server.log import UNKEPT, kinds_of
from s_server.server.loop import Loop
from s_server.server.pool import SWITCH_INTERVAL
from s_server.server.telling import Teller, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from s_server.server.telling import Told

GIVEN_UP = 5.0
"""Seconds for a child whose start failed to clean up and end."""
_RELOAD = b"reload\n"
_EARLY_END = "the child process ended at its start"


class Child:
    """The parent's side: starts the process, and passes on what it tells.

    ``gone`` is called when it ends without being asked.  A thread of its own calls
    that, and tells the bus.
    """

    def __init__(
        self, words: Sequence[str], bus: Bus, gone: Callable[[], object]
    ) -> None:
        self._words = words
        self._bus = bus
        self._gone = gone
        self._ended = False
        self._listens = threading.Event()
        self._error: errors.SServerError | None = None
        self._reloading = threading.Lock()
        self._reloaded: queue.SimpleQueue[errors.SServerError | None] = (
            queue.SimpleQueue()
        )
        self._ca_file: str | None = None
        self._held: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        """Start the process and wait until it listens; raises what kept it from it."""
        reading, writing = os.pipe()
        ending, self._held = os.pipe()
        asked = ",".join(kind.__name__ for kind in UNKEPT if self._bus.wants(kind))
        words = ["-m", __name__, str(writing), str(ending), asked, *self._words]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *words], pass_fds=(writing, ending)
            )
        except OSError as problem:
            os.close(reading)
            self._let_go()
            message = f"cannot start a child process: {problem.strerror}"
            raise errors.SServerError(message) from None
        finally:
            os.close(writing)
            os.close(ending)
        self._reader = threading.Thread(
            target=self._read, args=(reading,), name="s_server child", daemon=True
        )
        self._reader.start()
        try:
            self._wait()
        except BaseException:
            self.stop(GIVEN_UP)
            raise

    def reload(self, seconds: float) -> None:
        """Have the process read its files anew; raises what was wrong with them."""
        gone = errors.SServerError("the child process does not answer")
        with self._reloading:
            if self._held is None:
                raise gone
            while not self._reloaded.empty():
                self._reloaded.get()  # what came too late for another
            try:
                os.write(self._held, _RELOAD)
                problem = self._reloaded.get(timeout=seconds)
            except (OSError, queue.Empty):
                raise gone from None
        if problem is not None:
            raise problem

    def stop(self, seconds: float) -> None:
        """End the process; one that does not end in time is killed."""
        self._let_go()
        process = self._process
        if process is None:
            return
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        # A handler of the user's may stop the server.
        if self._reader not in {None, threading.current_thread()}:
            self._reader.join(seconds)
        if self._ca_file is not None:
            # A child that was killed has not removed it.
            shutil.rmtree(os.path.dirname(self._ca_file), ignore_errors=True)

    def _wait(self) -> None:
        self._listens.wait()
        if self._error is not None:
            raise self._error

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _read(self, descriptor: int) -> None:
        try:
            for value in told(descriptor):
                self._take(value)
        finally:
            if not self._listens.is_set():
                self._error = errors.SServerError(_EARLY_END)
                self._listens.set()
            # For one who waits for it to read its files.
            self._reloaded.put(errors.SServerError("the child process has ended"))
            if not self._ended and self._error is None:
                self._emit(Warned(message="the child process has ended untimely"))
                self._gone()

    def _take(self, value: Told) -> None:
        if isinstance(value, Event):
            self._take_event(value)
        elif value is None or self._listens.is_set():
            self._reloaded.put(value)
        else:
            self._error = value
            self._listens.set()

    def _take_event(self, event: Event) -> None:
        if isinstance(event, CertificateMade):
            self._ca_file = event.ca_file
        self._ended = self._ended or isinstance(event, Ended)
        self._emit(event)
        if isinstance(event, Listening):
            self._listens.set()

    def _emit(self, event: Event) -> None:
        try:
            self._bus.emit(event)
        except Exception as problem:
            # A handler of the user's; in this process it would end a connection.
            kind, words = type(event).__name__, f"{type(problem).__name__}: {problem}"
            with contextlib.suppress(Exception):  # of a handler of this one
                self._bus.emit(Warned(message=f"a handler of {kind}: {words}"))


def main(words: Sequence[str]) -> None:
    """Be the child: tell through the first descriptor, end with the second.

    The third word names the events to be told besides those that are kept.
    """
    # The parent decides when it ends; its terminal's Ctrl-C is not for us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH_INTERVAL)
    teller = Teller(int(words[0]))
    asked = words[2].split(",")
    try:
        config = parse(words[3:])
        teller.name_flags = name_flags(config.verify.name_format)
        bus = Bus()
        for kind in kinds_of(Event):
            if kind not in UNKEPT or kind.__name__ in asked:
                bus.subscribe(kind, teller.tell)
        library = open_library(config.general.library)
        loop = Loop(config, library=library, bus=bus)
        loop.start()
    except errors.SServerError as error:
        teller.tell(error)
        return
    watch = threading.Thread(
        target=_watch, args=(int(words[1]), loop, teller), daemon=True
    )
    watch.start()
    loop.run()


def _watch(descriptor: int, loop: Loop, teller: Teller) -> None:
    """Stop the loop when the parent closes the other end, or is gone.

    Each line that comes asks for the files to be read anew.
    """
    while asked := os.read(descriptor, 4096):
        for _ in range(asked.count(b"\n")):
            try:
                loop.reloading.do()
            except errors.SServerError as error:
                teller.tell(error)
            else:
                teller.tell(None)
    loop.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
