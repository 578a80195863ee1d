"""Hold conversations with the C program of OpenSSL 4.0 and with ours on it.

Which lines a release prints is known from running its own program, here as there;
what is the same in all releases is compared by test_tcp.py with more patience.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.compat import (
    newer,
    scenarios,
    security_scenarios,
    status_scenarios,
    trace_scenarios,
)
from tests.kit.conversation import compare_outcomes, run
from tests.kit.openssls import NewestCProgram, OursOnNewest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.conversation import Scenario

# The page of 4.0 differs by more than words (docs/differences.toml, page-of-4.0).
GRID = [s for s in scenarios.grid() if "-www" not in s.options]
NAMES = {
    *("resumption", "resumption, TLS 1.3", "anonymous", "groups", "groups, TLS 1.2"),
    *("signature algorithms", "no tickets", "no renegotiation", "encrypted key"),
    *("DH from a file", "server's preference", "reverse, CLOSE"),
    *("client leaves, TLSv1_2, TRUNCATE", "client leaves, TLSv1_3, RESET, brief"),
}
# Keys have their type in 4.0.
SECURITY = [
    replace(s, differences=())
    for s in security_scenarios.ALL
    if "-www" not in s.options
]
# The page, and a responder that is dead: 4.0 keeps the reasons to itself.
STATUS = [
    s for s in status_scenarios.ALL if "-www" not in s.options and not s.differences
]
OLD = [s for s in scenarios.ALL if s.name in NAMES]
ALL = [*trace_scenarios.ALL, *STATUS, *GRID, *OLD, *SECURITY, *newer.ALL]


@pytest.fixture(scope="session")
def prepared(folder: Path) -> Path:
    newer.prepare(folder)
    return folder


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_both_say_the_same_on_4_0(scenario: Scenario, prepared: Path) -> None:
    expected = run(NewestCProgram(), scenario, prepared)
    got = run(OursOnNewest(), scenario, prepared)
    problems = compare_outcomes(scenario, expected, got, prepared)
    assert not problems, "\n".join(problems)


def test_no_name_is_out_of_date() -> None:
    assert {scenario.name for scenario in scenarios.ALL} >= NAMES
