"""A server in a process of its own, told of and ended through two pipes.

The child writes JSON lines: that it listens, a record for each change of a
connection, or the error that kept it from starting.  It ends when its standard input
does, so that it never outlives its parent.
"""

from __future__ import annotations

import dataclasses
import json
import os
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
from s_server.server.record import ConnectionRecord, Records, State

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind for kind in (Listening, CertificateMade)
}


class Child:
    """The parent's side: starts the process, and passes on what it tells."""

    def __init__(self, words: Sequence[str], bus: Bus, records: Records) -> None:
        self._words = words
        self._bus = bus
        self._records = records
        self._listens = threading.Event()
        self._error: errors.SServerError | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        """Start the process and wait until it listens; raises what kept it from it."""
        reading, writing = os.pipe()
        command = [sys.executable, "-m", "s_server.server.child", str(writing)]
        try:
            self._process = subprocess.Popen(
                [*command, *self._words], stdin=subprocess.PIPE, pass_fds=(writing,)
            )
        finally:
            os.close(writing)
        self._reader = threading.Thread(
            target=self._read, args=(reading,), name="s_server child", daemon=True
        )
        self._reader.start()
        self._listens.wait()
        if self._error is not None:
            self.stop(1)
            raise self._error

    def stop(self, seconds: float) -> None:
        """End the process; one that does not end in time is killed."""
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._reader is not None:
            self._reader.join(seconds)

    def _read(self, descriptor: int) -> None:
        with open(descriptor, encoding="utf-8") as lines:
            for line in lines:
                self._take(json.loads(line))
        if not self._listens.is_set():
            self._error = errors.SServerError("the child process ended at its start")
            self._listens.set()

    def _take(self, told: dict[str, Any]) -> None:
        what, facts = told["what"], told["facts"]
        if what == "record":
            facts["state"] = State(facts["state"])
            self._records.put(ConnectionRecord(**facts))
        elif what == "error":
            kind = getattr(errors, told["kind"])
            self._error = kind(facts["message"], hints=tuple(facts["hints"]))
            self._listens.set()
        else:
            self._bus.emit(_EVENTS[what](**_tuples(facts)))
            if what == Listening.__name__:
                self._listens.set()


def main(words: Sequence[str]) -> None:
    """Be the child: serve, and tell through the descriptor of the first word."""
    teller = _Teller(int(words[0]))
    try:
        config = parse(words[1:])
        bus = Bus()
        Records(bus, teller.record)
        bus.subscribe(Listening, teller.event)
        bus.subscribe(CertificateMade, teller.event)
        library = open_library(config.general.library)
        loop = Loop(config, library=library, bus=bus)
        # The parent decides when it ends; its terminal's Ctrl-C is not for us.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        loop.start()
    except errors.SServerError as error:
        teller.error(error)
        return
    threading.Thread(target=_watch, args=(loop,), daemon=True).start()
    loop.run()


def _watch(loop: Loop) -> None:
    """Stop the loop when the parent closes our standard input, or is gone."""
    while os.read(0, 4096):
        pass
    loop.stop()


class _Teller:
    """Writes what happens as JSON lines; a line is written whole."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def record(self, record: ConnectionRecord) -> None:
        self._tell({"what": "record", "facts": dataclasses.asdict(record)})

    def event(self, event: Listening | CertificateMade) -> None:
        facts = dataclasses.asdict(event)
        self._tell({"what": type(event).__name__, "facts": facts})

    def error(self, error: errors.SServerError) -> None:
        kind = type(error).__name__
        facts = {"message": error.message, "hints": error.hints}
        self._tell({"what": "error", "kind": kind, "facts": facts})

    def _tell(self, told: dict[str, Any]) -> None:
        os.write(self._descriptor, json.dumps(told).encode() + b"\n")


def _tuples(facts: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
