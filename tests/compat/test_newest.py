"""Hold conversations with the C program of OpenSSL 4.0 and with ours on it.

Which lines a release prints is known from running its own program, here as there;
what is the same in all releases is compared by test_tcp.py with more patience.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.compat import (
    scenarios,
    security_scenarios,
    status_scenarios,
    trace_scenarios,
)
from tests.compat.clients import talk
from tests.compat.scenarios import once
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
# What 3.0 does not know.
NEW = [
    once("compressed certificates", talk("-tls1_3"), "-cert_comp"),
    once("compressed for nobody", talk("-tls1_3"), "-cert_comp", "-no_tx_cert_comp"),
    once("compressed by nobody", talk("-tls1_3"), "-no_rx_cert_comp"),
    once("no extended master secret", talk("-tls1_2"), "-no_ems"),
    once("rather without a DH share", talk("-tls1_3"), "-prefer_no_dhe_kex"),
    once(
        "a provider's parameter",
        talk("-tls1_3"),
        *("-provider", "default", "-provparam", "default:a=b"),
    ),
]
# The page, and a responder that is dead: 4.0 keeps the reasons to itself.
STATUS = [
    s for s in status_scenarios.ALL if "-www" not in s.options and not s.differences
]
OLD = [s for s in scenarios.ALL if s.name in NAMES]
ALL = [*trace_scenarios.ALL, *STATUS, *GRID, *OLD, *SECURITY, *NEW]


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_both_say_the_same_on_4_0(scenario: Scenario, folder: Path) -> None:
    expected = run(NewestCProgram(), scenario, folder)
    got = run(OursOnNewest(), scenario, folder)
    problems = compare_outcomes(scenario, expected, got, folder)
    assert not problems, "\n".join(problems)


def test_no_name_is_out_of_date() -> None:
    assert {scenario.name for scenario in scenarios.ALL} >= NAMES
