"""No file that goes into the repository names a download host or a machine's path."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from .tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Written so that none of them matches its own text.
PATTERNS = {
    "a registry host": re.compile(
        r"\b(?:deb|files|registry|pypi)\.(?:[a-z0-9-]+\.)*"
        r"(?:org|com|net|io|dev|eu|cloud|internal|local|lan)\b",
        re.IGNORECASE,
    ),
    "a registry setting": re.compile(
        r"\b(?:index|find|trusted)[-_](?:url|links|host)\b", re.IGNORECASE
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.~$}*-])/(?:work|farm|root)(?![\w.-])"
    ),
}
# What git would leave out, for a tree that is no checkout (an unpacked archive).
LEFT_OUT = {".git", ".venv", ".peers", "build", "dist", "__pycache__"}


def project_files() -> list[Path]:
    """Tracked files, and new ones that git does not ignore: the next to be tracked."""
    if shutil.which("git") and (ROOT / ".git").exists():
        # Another user's checkout (CI in a container) is refused without safe.directory.
        ask = ("git", "-c", "safe.directory=*", "ls-files", "-z", "--cached")
        done = subprocess.run(
            (*ask, "--others", "--exclude-standard"),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    else:
        below = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        found = [ROOT / path for path in below if not LEFT_OUT & set(path.parts)]
    return [path for path in found if path.is_file()]


def leaks(paths: Iterable[Path]) -> list[str]:
    """Every line that says too much, and what it says."""
    return [
        f"{path}:{number}: {what}: {found[0]}"
        for path in paths
        for number, line in enumerate(_text(path).splitlines(), 1)
        for what, pattern in PATTERNS.items()
        if (found := pattern.search(line))
    ]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def test_the_repository_says_nothing_of_the_kind() -> None:
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    assert not (found := leaks(files)), "\n".join(found)


@pytest.mark.parametrize(
    "words",
    [
        ("see https://deb", ".debian.org/x"),
        ("url = https://files", ".pythonhosted.org/y"),
        ("registry", ".farm.example.net"),
        ("pip install --index", "-url x"),
        ("find", "_links = y"),
        ("'/wo", "rk/main'"),
        ("open(/ro", "ot/ca.pem)"),
        ("cd /fa", "rm"),
    ],
)
def test_a_leak_is_found(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "page.md"
    path.write_text("a line before\n" + "".join(words), encoding="utf-8")
    (found,) = leaks([path])
    assert found.startswith(f"{path}:2: ")


def test_ordinary_words_are_none(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "tests/work/x ~/root/ a/farm/b /root.html registry.known.values() /roots\n"
    )
    assert leaks([path]) == []
