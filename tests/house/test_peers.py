"""The older release is asked of the mirror that the machine already uses."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = ROOT / "tools" / "peers_libssl11.py"
SIGNED = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
BOTH = [
    f"{SIGNED} http://mirror.test/debian bullseye main",
    f"{SIGNED} http://mirror.test/security bullseye-security main",
]
DEB822 = """\
# The base system
Types: deb deb-src
URIs: http://mirror.test/debian
Suites: trixie trixie-updates
Components: main
  contrib

Types: deb
# in between
URIs: http://mirror.test/security
Suites: trixie-security
Components: main

Enabled: no
Types: deb
URIs: http://elsewhere.test/debian
Suites: trixie
Components: main

Types: deb
URIs: http://elsewhere.test/flat
Suites: ./
"""
ONE_LINE = """\
# deb http://commented.test/debian trixie main
deb [arch=amd64 signed-by=/x.gpg] http://mirror.test/debian trixie main contrib
deb-src http://source.test/debian trixie main
deb http://mirror.test/debian trixie-updates main
deb http://mirror.test/security trixie-security main  # fixes
deb http://elsewhere.test/node nodistro other
"""


def show(etc: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--show", "--etc", str(etc)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources.list.d/debian.sources", DEB822),
        ("sources.list", ONE_LINE),
        ("sources.list.d/debian.list", ONE_LINE),
    ],
)
def test_sources_are_turned_into_older_ones(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text)
    assert show(tmp_path).stdout.splitlines() == BOTH


def test_a_machine_without_sources_gets_one_line(tmp_path: Path) -> None:
    done = show(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("peers: no OpenSSL 1.1.1: apt has no source")
