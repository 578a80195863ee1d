"""The examples, and the README's, with the wheel in a fresh environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = ROOT / "docs" / "examples" / "pytest"
CONSTRAINTS = str(ROOT / "constraints.txt")
SECONDS = 100
NEEDED = ("pytest", "requests", "httpx")
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(*words: str | Path, cwd: Path | None = None) -> str:
    """Run a program that has to end well; answers what it says."""
    environment = {
        name: value
        for name, value in os.environ.items()
        # Proxies are not for localhost, and the choice of a libssl is not the user's.
        if not name.lower().endswith("_proxy")
        if name not in {"PYTHONPATH", "S_SERVER_LIBSSL", "PYTEST_ADDOPTS"}
    }
    done = subprocess.run(
        list(map(str, words)),
        cwd=cwd,
        env=environment | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip")
    run(*pip, "wheel", "-q", "--no-deps", "-w", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    # pip installs from outside, which saves a copy of it.
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    install = ("install", "-q", "--constraint", CONSTRAINTS, wheel, *NEEDED)
    run(*pip, "--python", python, *install)
    return python


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The examples, away from our own settings."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    return tmp_path / "examples"


def blocks() -> list[str]:
    """The README's pieces of Python: of the package itself, then of the plugin."""
    return BLOCK.findall((ROOT / "README.md").read_text())


def test_the_examples_pass(python: Path, folder: Path) -> None:
    _, for_pytest = blocks()
    (folder / "test_readme.py").write_text(for_pytest)
    said = run(python, "-m", "pytest", "-q", "-W", "error", folder, cwd=folder)
    files = ["test_httpx.py", "test_readme.py", "test_requests.py", "test_urllib.py"]
    assert sorted(path.name for path in folder.glob("test_*.py")) == files
    expected = sum((folder / name).read_text().count("\ndef test_") for name in files)
    assert re.search(rf"^{expected} passed in ", said, re.MULTILINE)


def test_the_readme_says_what_runs(python: Path, tmp_path: Path) -> None:
    from_python, _ = blocks()
    assert run(python, "-W", "error", "-c", from_python, cwd=tmp_path) == (
        "TLSv1.3 TLS_AES_256_GCM_SHA384\nclosed\n"
    )


def test_users_of_mypy_have_types(python: Path, folder: Path) -> None:
    (folder / "wrong.py").write_text(
        "from s_server import Server, events\n"
        "server = Server(port='1')\n"
        "server.wait_for(events.Alert).colour\n"
        "reveal_type(server.wait_for(events.NameAsked).name)\n"
    )
    strict = (sys.executable, "-m", "mypy", "--strict", "--python-executable", python)
    with pytest.raises(AssertionError) as caught:
        run(*strict, "test_urllib.py", "wrong.py", cwd=folder)
    said = str(caught.value)
    assert re.search(r'wrong\.py:2: error: .*"port"', said)
    assert re.search(r'wrong\.py:3: error: "Alert" has no attribute "colour"', said)
    assert 'wrong.py:4: note: Revealed type is "bytes"' in said.replace("builtins.", "")
    assert "Found 2 errors in 1 file (checked 2 source files)" in said


def test_manual_and_completions_are_installed(python: Path) -> None:
    share = python.parent.parent / "share"
    for file in (
        "man/man1/s_server.1",
        "bash-completion/completions/s_server",
        "zsh/site-functions/_s_server",
        "fish/vendor_completions.d/s_server.fish",
    ):
        assert (share / file).stat().st_size > 1000, file
