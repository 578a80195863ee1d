"""Further releases are asked of the mirror that the machine already uses."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from .tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = ROOT / "tools" / "peers_openssl.py"
SIGNED = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
ALL = [
    f"{SIGNED} http://mirror.test/debian bullseye main",
    f"{SIGNED} http://mirror.test/security bullseye-security main",
    f"{SIGNED} http://mirror.test/debian trixie main",
    f"{SIGNED} http://mirror.test/security trixie-security main",
    f"{SIGNED} http://mirror.test/debian sid main",
    f"{SIGNED} http://mirror.test/debian experimental main",
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
def test_sources_are_turned_into_those_of_other_releases(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text)
    assert show(tmp_path).stdout.splitlines() == ALL


def test_a_machine_without_sources_gets_a_line_for_each(tmp_path: Path) -> None:
    done = show(tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert [line[: line.index(" (")] for line in lines] == [
        f"peers: no OpenSSL {release}: apt has no source of Debian packages to ask"
        for release in ("1.1.1", "3.5", "4.0")
    ]
