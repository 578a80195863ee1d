"""Every option on trust and checks is held against the C program, or proven elsewhere.

What has no scenario stands in ELSEWHERE, with the test that sees it work.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from s_server.options.coverage import is_built
from s_server.options.table import client_auth, validation
from tests.compat.test_tcp import ALL

ELSEWHERE: dict[str, str] = {}
ROWS = [row for row in (*client_auth.ROWS, *validation.ROWS) if is_built(row)]
NAMED = {
    word.removeprefix("-").partition("=")[0]
    for scenario in ALL
    for word in scenario.options
    if word.startswith("-")
}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_every_option_is_compared(name: str) -> None:
    assert (name in NAMED) is (name not in ELSEWHERE)


def test_client_signature_algorithms_too() -> None:
    assert "client_sigalgs" in NAMED


def test_what_is_proven_elsewhere_is_there() -> None:
    for place in ELSEWHERE.values():
        file, _, test = place.partition("::")
        assert f"def {test}(" in (ROOT / file).read_text()


def test_the_options_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    compared = len(ROWS) - len(ELSEWHERE)
    with capsys.disabled():
        print(f"\n{compared} of {len(ROWS)} options on trust are compared with C")
    assert ROWS
