"""A real `redis-server` of the test's own, which may stand still, die and come back."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING, Self

from tests.kit.process import Running

if TYPE_CHECKING:
    from pathlib import Path


class RedisServer:
    """A store on a unix socket in this folder; it writes nothing to the disk."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.socket = folder / "redis.socket"
        self.url = f"unix://{self.socket}"
        self._folder = folder
        self._options = options
        self._running: Running | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._running is not None:
            self._running.stop()

    @property
    def running(self) -> Running:
        """The program; to be paused, for one."""
        assert self._running is not None
        return self._running

    def start(self) -> None:
        """Start it, empty, and wait until it takes connections."""
        # fmt: off
        command = ["redis-server", "--port", "0", "--unixsocket", str(self.socket),
                   "--save", "", "--appendonly", "no", "--dir", str(self._folder),
                   "--logfile", "", *self._options]
        # fmt: on
        self._running = Running(command, stdin="null")
        self._running.wait_line(rb"[Rr]eady to accept connections")

    def kill(self) -> None:
        """End it without a word."""
        self.running.signal(signal.SIGKILL)
        self.running.wait()

    def ask(self, *words: str) -> list[str]:
        """Give a command; the lines of the answer."""
        command = ["redis-cli", "-s", str(self.socket), *words]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout.splitlines()
