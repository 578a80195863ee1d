"""Hold every conversation with the C program and with ours, and compare.

With `S_SERVER_COMPAT=c` in the environment the C program stands on both
sides: that proves the scenarios themselves, and the table of differences is
left out.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import tests.compat
from tests.compat import keyboard_scenarios
from tests.compat.releases import adapted, lacks, unfit
from tests.kit.conversation import (
    Scenario,
    assert_outcome_sensitive,
    both,
    compare_outcomes,
    run,
    run_expected,
)
from tests.kit.release import MACHINE, RELEASE
from tests.kit.servers import CProgram, Ours

if TYPE_CHECKING:
    from pathlib import Path

    from tests.compat.clients import Client

C_AGAINST_C = os.environ.get("S_SERVER_COMPAT") == "c"
# Each module that ends in "scenarios" holds a theme's table, ALL.
ALL: list[Scenario] = [
    scenario
    for module in pkgutil.iter_modules(tests.compat.__path__)
    if module.name.endswith("scenarios")
    for scenario in importlib.import_module(f"tests.compat.{module.name}").ALL
]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_both_say_the_same(
    scenario: Scenario, folder: Path, request: pytest.FixtureRequest
) -> None:
    if RELEASE != MACHINE and (reason := lacks(scenario)):
        pytest.skip(reason)
    if row := unfit(scenario):
        if not row.runs:
            pytest.xfail(row.reason)
        request.applymarker(pytest.mark.xfail(reason=row.reason, strict=True))
    scenario = adapted(scenario)
    if C_AGAINST_C:
        scenario = replace(scenario, differences=())
        expected, got = (run(CProgram(), scenario, folder) for _ in range(2))
    else:
        expected, got = both(scenario, folder)
    problems = compare_outcomes(scenario, expected, got, folder)
    assert not problems, "\n".join(problems)
    if RELEASE == MACHINE:
        # Elsewhere some lines may come or not (`told`), and the rest has been proven.
        assert assert_outcome_sensitive(scenario, expected, got, folder)


@pytest.mark.skipif(C_AGAINST_C, reason="the C program ends only with a client")
@pytest.mark.parametrize(
    ("scenario", "client"),
    keyboard_scenarios.NEEDS_A_KNOCK,
    ids=lambda value: getattr(value, "name", ""),
)
def test_ours_needs_no_knock(
    scenario: Scenario, client: Client | None, folder: Path
) -> None:
    expected = run_expected(scenario, folder)
    got = run(Ours(), replace(scenario, client=client), folder)
    assert compare_outcomes(scenario, expected, got, folder) == []
    assert assert_outcome_sensitive(scenario, expected, got, folder)


def test_no_two_scenarios_have_one_name() -> None:
    names = [scenario.name for scenario in ALL]
    assert sorted(names) == sorted(set(names))
