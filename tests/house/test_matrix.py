"""`make matrix` leaves nothing out silently, and knows what it runs on."""

from __future__ import annotations

import ast
import re
import subprocess
from typing import TYPE_CHECKING

import matrix
import pytest
from peers_openssl import OLDEST, PeerMissingError

from tests.compat.test_tcp import ALL
from tests.kit.unfit import ROWS, Unfit, unfit

from .tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TESTS = ROOT / "tests"
# What no library can change, and what is run on several releases by itself.
ELSEWHERE = {
    *("built", "config", "data", "house", "kit", "kit_tests", "soak", "wire"),
    *("__init__.py", "__pycache__", "conftest.py", "test_frozen.py"),
}


def functions(file: Path) -> list[str]:
    """The names of a file's tests."""
    body = ast.parse(file.read_text("utf-8")).body
    return [node.name for node in body if isinstance(node, ast.FunctionDef)]


def test_every_room_is_run_or_named() -> None:
    assert {path.name for path in TESTS.iterdir()} - ELSEWHERE == set(matrix.SUITE)
    assert all((TESTS / "network" / name).is_file() for name in matrix.BESIDE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.test)
def test_a_row_is_about_tests_that_are_there(row: Unfit) -> None:
    file, _, rest = row.test.partition("::")
    pattern = rest.partition(r"\[")[0]
    assert any(re.fullmatch(pattern, name) for name in functions(TESTS / file))
    assert row.reason


def test_a_row_is_found_by_release_and_test() -> None:
    test = "libssl/test_trust.py::test_a_file_is_read_at_once"
    assert unfit(test, "1.1.1") is not None
    assert unfit(test, "3.0") is None
    assert unfit(test, "3.5") is None
    assert unfit(f"{test}_too", "1.1.1") is None


def test_the_smoke_conversations_are_there() -> None:
    assert set(matrix.SMOKE) <= {scenario.name for scenario in ALL}


def test_a_release_that_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(*_: object) -> None:
        raise PeerMissingError("no answer")

    monkeypatch.setattr(matrix, "obtain", unreachable)
    assert matrix.main(["--smoke", "3.6"]) == 0
    assert capsys.readouterr().out == "matrix: 3.6       left out: no answer\n"
    assert matrix.main(["3.6", "--", "tests/wire"]) == 1
    assert capsys.readouterr().out == "matrix: 3.6       no answer\n"


def test_a_release_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert matrix.main(["3.1"]) == 1
    assert "not one of installed, 1.1.1, 3.5, 3.6, 4.0" in capsys.readouterr().out


def test_a_suite_that_has_gone_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(matrix.OTHERS, "1.1.0", OLDEST)
    assert matrix.main(["1.1.0"]) == 1
    assert "its suite has another one now: OpenSSL 1.1.1" in capsys.readouterr().out


def test_the_tests_find_the_releases_program() -> None:
    place = matrix.place_of("1.1.1", inside=False)
    program = place.variables["PATH"].partition(":")[0] + "/openssl"

    def said(*words: str) -> str:
        command = [program, *words]
        return subprocess.run(
            command, capture_output=True, text=True, check=True
        ).stdout

    assert said("version").startswith("OpenSSL 1.1.1")
    # Certificates are the machine's work.
    assert said("list", "-providers")


def test_the_header_names_the_library() -> None:
    place = matrix.place_of("1.1.1", inside=False)
    command = [
        str(place.python),
        "-m",
        "pytest",
        "--collect-only",
        "tests/test_errors.py",
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=matrix.environment(place.variables),
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert any(line.startswith("s_server: OpenSSL 1.1.1") for line in lines)
    assert f"s_server: libssl: {place.variables['S_SERVER_LIBSSL']}" in lines
    assert "compared with: OpenSSL 1.1.1, as `make matrix` says it" in lines
