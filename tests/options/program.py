"""What the installed C program says to a command line that it refuses, and what we say.

Only command lines that fail before listening are asked: it runs in an empty folder,
where it finds no certificate, so that even an accepted line ends.
"""

from __future__ import annotations

import subprocess
import tempfile
from typing import TYPE_CHECKING

import pytest

from s_server.errors import SServerError, UsageError
from s_server.options.parse import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

HELP_LINE = "s_server: Use -help for summary."


def their_complaint(words: Sequence[str]) -> list[str]:
    """Run ``openssl s_server`` and return the lines with which it refuses."""
    status, lines = _run(words)
    assert status == 1, lines
    return lines


def their_options() -> list[str]:
    """List the options of the installed program, a line of ``-help`` for each."""
    status, lines = _run(["-help"])
    assert status == 0
    return [line for line in lines if line.startswith(" -")]


def our_complaint(words: Sequence[str]) -> list[str]:
    """Parse, and return the lines that the command prints for the error, less hints."""
    with pytest.raises(SServerError) as caught:
        parse(words)
    error = caught.value
    if not isinstance(error, UsageError):
        return [f"s_server: {error.message}"]
    prefix = "" if error.bare else "s_server: "
    return [prefix + error.message, *([HELP_LINE] if error.see_help else [])]


def our_hints(words: Sequence[str]) -> tuple[str, ...]:
    """Parse, and return the hints of the error."""
    with pytest.raises(SServerError) as caught:
        parse(words)
    return caught.value.hints


def _run(words: Sequence[str]) -> tuple[int, list[str]]:
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            ["openssl", "s_server", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=empty,
            timeout=20,
            check=False,
        )
    return done.returncode, done.stderr.splitlines()
