"""Every option that is built is held against the C program, or proven elsewhere.

What has no scenario stands in ELSEWHERE, with the test that sees it work.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from s_server.options.coverage import is_built
from s_server.options.table import OPTIONS
from tests.compat.test_tcp import ALL

ROOT = Path(__file__).parents[2]
SECOND_PLACE = "tests/compat/test_option_proofs.py::test_every_option_has_a_proof"
ELSEWHERE: dict[str, str] = {}
ROWS = [row.name for row in OPTIONS if is_built(row)]
NAMED = {
    word.removeprefix("-").partition("=")[0]
    for scenario in ALL
    for word in scenario.options
    if word.startswith("-")
}


@pytest.mark.parametrize("name", ROWS)
def test_every_option_is_compared(name: str) -> None:
    assert (name in NAMED) is (name not in ELSEWHERE)


@pytest.mark.parametrize("place", sorted(set(ELSEWHERE.values())))
def test_what_is_proven_elsewhere_is_there(place: str) -> None:
    file, _, test = place.partition("::")
    assert f"def {test}(" in (ROOT / file).read_text()


def test_the_options_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    compared = len(ROWS) - len(ELSEWHERE)
    with capsys.disabled():
        print(f"\n{compared} of {len(ROWS)} options are compared with the C program")
    assert ROWS
