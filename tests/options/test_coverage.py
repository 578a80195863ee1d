"""How much of the table is built is counted, and may only grow on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.frozen import replace
from s_server.options.coverage import is_built, refused
from s_server.options.table import BY_NAME, OPTIONS

if TYPE_CHECKING:
    import pytest

# Write the new number here whenever an option is built.
REFUSED = 0


def test_refused_options_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    names = refused()
    with capsys.disabled():
        print(f"\n{len(names)} of {len(OPTIONS)} options are refused: not built yet")
    assert len(names) == REFUSED


def test_an_option_is_built_when_its_setting_exists() -> None:
    assert is_built(BY_NAME["port"])
    assert is_built(BY_NAME["cipher"])
    assert not is_built(replace(BY_NAME["port"], setting="network.of_tomorrow"))
