"""The pages of docs/ as something to run: their fenced blocks, from top to bottom.

``console``
    Lines after ``$ `` are commands, what follows is output that must appear in that
    order, with ``...`` for anything; other output may stand between.  A command that
    starts ``s_server`` goes on until the page starts another.
``text server``
    What the server that runs must have printed, as above.
``sh``
    A script that must succeed.
``python NAME``
    A file; without a name it is run, and must succeed.
``text``, ``toml``
    Something to read, nothing to run.

The pages say port 4433; servers get one that is free, and both ways it is translated.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.kit.process import TIMEOUT
from tests.kit.servers import ServerRun, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORT = "4433"
MADE = r"/tmp/s_server-[^/\s]+/ca\.pem"
"""Where the made authority is; the pages write it with dots."""
SHOWN_MADE = "/tmp/s_server-.../ca.pem"


class PageError(AssertionError):
    """What a page says is not so."""


class Walk:
    """One reader's way through one page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: ServerRun | None = None
        programs = folder.with_name(f"{folder.name}-programs")
        programs.mkdir()
        for name, module in (("pytest", "pytest"), ("python", "")):
            words = f"-m {module}" if module else ""
            program = programs / name
            program.write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n')
            program.chmod(0o755)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        self._env = clean_environment({"PATH": path, "no_proxy": "*"})
        self._env.pop("PYTEST_ADDOPTS", None)

    def follow(self, page: str) -> int:
        """Do what the page says; answers how many blocks that were."""
        blocks = BLOCK.findall(page)
        try:
            for kind, word, body in blocks:
                self._block(kind, word, body)
        finally:
            self._end()
        return len(blocks)

    def _block(self, kind: str, word: str, body: str) -> None:
        match kind, word:
            case "console", "":
                for command, shown in commands(body):
                    self._command(command, shown)
            case "text", "server":
                self._expect(body.splitlines())
            case "sh", "":
                self._run(["bash", "-ec", self._translated(body)])
            case "python", "":
                self._run([sys.executable, "-W", "error", "-c", body])
            case "python", name:
                (self._folder / name).write_text(body)
            case (("text" | "toml"), ""):
                pass
            case _:
                raise PageError(f"nobody knows what to do with ```{kind} {word}")

    def _command(self, command: str, shown: list[str]) -> None:
        if command.startswith("s_server ") or command == "s_server":
            self._start(shlex.split(command)[1:])
            self._expect(shown)
            return
        done = subprocess.run(
            ["bash", "-c", self._translated(command)], cwd=self._folder, env=self._env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", timeout=TIMEOUT, check=False,
        )  # fmt: skip
        said = self._as_written(done.stdout)
        if missing := first_missing(shown, said):
            raise PageError(f"$ {command}\nsaid, without {missing!r}:\n{said}")
        if not shown and done.returncode != 0:
            raise PageError(f"$ {command}\nfailed:\n{said}")

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(
            command, cwd=self._folder, env=self._env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=TIMEOUT, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise PageError(f"{command[-1]}\nfailed:\n{done.stdout}")

    def _start(self, options: list[str]) -> None:
        self._end()
        # A reader has a terminal, where failures are explained without being asked.
        command = (sys.executable, "-m", "s_server", "-explain", *options)
        if "-accept" not in options:
            command = (*command, "-accept", "127.0.0.1:0")
        self._server = ServerRun(command, cwd=self._folder, env=self._env)
        self._server.wait_ready(prints_accept="-brief" not in options)

    def _end(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _expect(self, shown: list[str]) -> None:
        server = self._server
        if server is None:
            raise PageError("no server runs here")
        until = time.monotonic() + TIMEOUT
        while True:
            parts = (server.stderr, server.stdout)
            streams = [self._as_written(part.decode()) for part in parts]
            # A terminal mixes the streams, in an order that only it knows.
            missing = first_missing(shown, *streams)
            if missing is None:
                return
            if time.monotonic() > until:
                said = "\n--\n".join(streams)
                raise PageError(f"the server said, without {missing!r}:\n{said}")
            time.sleep(0.02)

    def _translated(self, command: str) -> str:
        if self._server is None:
            return command
        if SHOWN_MADE in command:
            # The line may come after the one that says where it listens.
            made = self._server.wait_line(MADE.encode(), stream="stderr")
            command = command.replace(SHOWN_MADE, made[0].decode())
        return command.replace(PORT, str(self._server.port))

    def _as_written(self, said: str) -> str:
        if self._server is not None:
            said = said.replace(str(self._server.port), PORT)
        return re.sub(rf"^ACCEPT 127\.0\.0\.1:{PORT}$", "ACCEPT", said, flags=re.M)


def commands(body: str) -> list[tuple[str, list[str]]]:
    """Answer each command of a console, and the lines that are shown of it."""
    found: list[tuple[str, list[str]]] = []
    for line in body.replace("\\\n", "").splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        elif not found:
            raise PageError(f"no command says {line!r}")
        else:
            found[-1][1].append(line)
    return found


def first_missing(shown: list[str], *streams: str) -> str | None:
    """Answer the first line shown that no stream has, after those before it."""
    rests = [stream.splitlines() for stream in streams]
    for line in shown:
        if not line.strip() or line.strip() == "...":
            continue
        wanted = re.compile(".*".join(map(re.escape, line.split("..."))))
        for rest in rests:
            at = next((i for i, one in enumerate(rest) if wanted.fullmatch(one)), None)
            if at is not None:
                del rest[: at + 1]
                break
        else:
            return line
    return None
