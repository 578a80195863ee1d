"""A server in a process of its own, told of and ended through two pipes.

The child writes JSON lines: that it listens, a record for each change of a
connection, or the error that kept it from starting.  It ends when the other pipe
does, so that it never outlives its parent.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from s_server import errors
from s_server.events import Bus, CertificateMade, Event, Listening
from s_server.libssl.load import open_library
from s_server.options.parse import parse
from s_server.server.loop import Loop
from s_server.server.pool import SWITCH_INTERVAL
from s_server.server.record import ConnectionRecord, Records, State

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind for kind in (Listening, CertificateMade)
}
GIVEN_UP = 5.0
"""Seconds for a child whose start failed to clean up and end."""
_RELOAD = b"reload\n"
_EARLY_END = "the child process ended at its start"


class Child:
    """The parent's side: starts the process, and passes on what it tells."""

    def __init__(self, words: Sequence[str], bus: Bus, records: Records) -> None:
        self._words = words
        self._bus = bus
        self._records = records
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
        telling, told = os.pipe()
        ending, self._held = os.pipe()
        words = ["-m", __name__, str(told), str(ending), *self._words]
        try:
            self._process = subprocess.Popen(
                [sys.executable, *words], pass_fds=(told, ending)
            )
        except OSError as problem:
            os.close(telling)
            self._let_go()
            message = f"cannot start a child process: {problem.strerror}"
            raise errors.SServerError(message) from None
        finally:
            os.close(told)
            os.close(ending)
        self._reader = threading.Thread(
            target=self._read, args=(telling,), name="s_server child", daemon=True
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
        if self._reader is not None:
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
            with open(descriptor, encoding="utf-8") as lines:
                for line in lines:
                    # A child that was killed may leave half a line.
                    if line.endswith("\n"):
                        self._take(json.loads(line))
        finally:
            if not self._listens.is_set():
                self._error = errors.SServerError(_EARLY_END)
                self._listens.set()
            # For one who waits for it to read its files.
            self._reloaded.put(errors.SServerError("the child process has ended"))

    def _take(self, told: dict[str, Any]) -> None:
        what, facts = told["what"], told["facts"]
        if what == "record":
            facts["state"] = State(facts["state"])
            self._records.put(ConnectionRecord(**_tuples(facts)))
        elif what == "reloaded":
            self._reloaded.put(None)
        elif what == "error" and self._listens.is_set():
            self._reloaded.put(_error_of(told["kind"], facts))
        elif what == "error":
            self._error = _error_of(told["kind"], facts)
            self._listens.set()
        else:
            event = _EVENTS[what](**_tuples(facts))
            if isinstance(event, CertificateMade):
                self._ca_file = event.ca_file
            self._bus.emit(event)
            if isinstance(event, Listening):
                self._listens.set()


def main(words: Sequence[str]) -> None:
    """Be the child: tell through the first descriptor, end with the second."""
    # The parent decides when it ends; its terminal's Ctrl-C is not for us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH_INTERVAL)
    teller = _Teller(int(words[0]))
    try:
        config = parse(words[2:])
        bus = Bus()
        Records(bus, teller.record)
        bus.subscribe(Listening, teller.event)
        bus.subscribe(CertificateMade, teller.event)
        library = open_library(config.general.library)
        loop = Loop(config, library=library, bus=bus)
        loop.start()
    except errors.SServerError as error:
        teller.error(error)
        return
    watch = threading.Thread(
        target=_watch, args=(int(words[1]), loop, teller), daemon=True
    )
    watch.start()
    loop.run()


def _watch(descriptor: int, loop: Loop, teller: _Teller) -> None:
    """Stop the loop when the parent closes the other end, or is gone.

    Each line that comes asks for the files to be read anew.
    """
    while asked := os.read(descriptor, 4096):
        for _ in range(asked.count(b"\n")):
            try:
                loop.reloading.do()
            except errors.SServerError as error:
                teller.error(error)
            else:
                teller.reloaded()
    loop.stop()


class _Teller:
    """Writes what happens as JSON lines; a line is written whole."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def record(self, record: ConnectionRecord) -> None:
        self._tell({"what": "record", "facts": dataclasses.asdict(record)})

    def event(self, event: Listening | CertificateMade) -> None:
        facts = dataclasses.asdict(event)
        self._tell({"what": type(event).__name__, "facts": facts})

    def reloaded(self) -> None:
        self._tell({"what": "reloaded", "facts": {}})

    def error(self, error: errors.SServerError) -> None:
        facts: dict[str, object] = dict(vars(error))
        if isinstance(error, errors.LibraryError):
            facts["queue"] = [dataclasses.asdict(entry) for entry in error.queue]
        self._tell({"what": "error", "kind": type(error).__name__, "facts": facts})

    def _tell(self, told: dict[str, Any]) -> None:
        line = json.dumps(told).encode() + b"\n"
        # A parent that is gone hears nothing, and we are about to end.
        with self._lock, contextlib.suppress(BrokenPipeError):
            while line:
                line = line[os.write(self._descriptor, line) :]


def _error_of(kind: str, facts: dict[str, Any]) -> errors.SServerError:
    """Make the error that the child raised, of the same class with the same facts."""
    if "queue" in facts:
        facts["queue"] = [errors.QueueEntry(**entry) for entry in facts["queue"]]
    message = facts.pop("message")
    made: errors.SServerError = getattr(errors, kind)(message, **_tuples(facts))
    return made


def _tuples(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
