"""A program that is expected to end by itself, and what it left behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.kit.servers import CProgram, Ours, Server

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DH_LINE = "Using default temp DH parameters\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """Exit status and output."""

    status: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[str]:
        """What was said on stderr, line by line."""
        return self.stderr.splitlines()


def ours(
    *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Ended:
    """Run our program to its end, without input."""
    return _run(Ours(), *words, cwd=cwd, env=env)


def theirs(
    *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Ended:
    """Run the C program to its end, without input."""
    return _run(CProgram(), *words, cwd=cwd, env=env)


def _run(
    server: Server, *words: str, cwd: Path | None, env: Mapping[str, str] | None
) -> Ended:
    with server.launch(*words, stdin="null", cwd=cwd, env=env) as running:
        status = running.wait()
        stdout, stderr = running.stdout, running.stderr
    return Ended(
        status,
        stdout.decode(errors="surrogateescape"),
        stderr.decode(errors="surrogateescape"),
    )
