"""The command lines that the manual page and the README give do start a server.

What the tutorial and the how-to pages say is run by test_pages.py, and the Python of
the README by tests/testing/test_examples.py.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.load import open_library
from tests.house.tree import ROOT
from tests.kit.fixtures import certificates
from tests.kit.servers import SILENT_OPTIONS, Ours, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.certificates import Certificates

__all__ = ["certificates"]
MANUAL = tomllib.loads((ROOT / "docs" / "manual.toml").read_text())
SPAN = re.compile(r"`(s_server -[^`]*)`")
# Where a reader puts a path of his own.
PLACEHOLDER = "/path/to/libssl.so.3"


def commands() -> list[str]:
    """Every example, of the manual page and then of the README."""
    given = [words for part in MANUAL["after"] for words in part.get("examples", ())]
    readme = SPAN.findall((ROOT / "README.md").read_text())
    return list(dict.fromkeys([*given, *readme]))


@pytest.fixture
def folder(certificates: Certificates, tmp_path: Path) -> Path:
    """A folder with the files that the examples name."""
    for name in ("server.pem", "a.pem", "b.pem", "c.pem"):
        shutil.copy(certificates.pair("rsa"), tmp_path / name)
    shutil.copy(certificates.ca, tmp_path / "ca.pem")
    return tmp_path


def options(command: str) -> list[str]:
    """The words after the program's name, for a port that is free."""
    words = shlex.split(command.replace(PLACEHOLDER, open_library().path))[1:]
    return words if "-accept" in words else [*words, "-accept", "127.0.0.1:0"]


def test_there_are_examples() -> None:
    assert len(commands()) > 20
    assert all(words in commands() for words in ("s_server -www", "s_server -version"))


def test_each_serves(folder: Path) -> None:
    ours = Ours(json=False)
    serving = [c for c in commands() if not c.endswith(("-version", "-help"))]
    with contextlib.ExitStack() as started:
        # At once: what takes the time is their start.
        servers = [
            started.enter_context(ours.launch(*options(command), cwd=folder))
            for command in serving
        ]
        for command, server in zip(serving, servers, strict=True):
            silent = SILENT_OPTIONS.intersection(command.split())
            server.wait_ready(prints_accept=not silent)
            assert b"s_server: " not in server.stderr, command
            assert server.address.port
    assert len(serving) == len(commands()) - 2


@pytest.mark.parametrize("option", ["-version", "-help"])
def test_some_tell_and_end(option: str) -> None:
    assert f"s_server {option}" in commands()
    done = subprocess.run(
        [sys.executable, "-m", "s_server", option],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert "s_server" in done.stdout + done.stderr
