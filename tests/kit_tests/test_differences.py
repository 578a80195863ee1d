"""The table of differences has the words of 3.0, and is read in those of a release."""

from __future__ import annotations

import re

import pytest

from tests.compat import releases
from tests.compat.scenarios import once
from tests.compat.test_tcp import ALL
from tests.kit.differences import reworded
from tests.kit.release import is_since
from tests.kit.volatile import told

ALERT = "<thread>:error:0A000418:SSL routines:f:sslv3 alert x:<file>:<line>:"
SHUTDOWN = "<thread>:error:<code>:SSL:<function>:shutdown while in init:<file>:<line>:"
TICKET = "    0010 - <ticket 66>"


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ("1.1.1", "Supported Elliptic Groups: X25519"),
        ("3.0", "Supported groups: x25519"),
        ("3.5", "Supported groups: x25519"),
    ],
)
def test_a_line_in_the_words_of_a_release(release: str, line: str) -> None:
    assert reworded("Supported groups: x25519", release) == line


def test_an_alert_in_the_words_of_a_release() -> None:
    assert ":sslv3 alert x:" in reworded(ALERT, "3.0")
    assert ":ssl/tls alert x:" in reworded(ALERT, "3.5")


def test_a_line_that_comes_and_goes() -> None:
    lines = ["depth=0", SHUTDOWN, TICKET, TICKET, "end"]
    assert told(lines, "3.0") == lines
    assert told(lines, "3.6") == ["depth=0", TICKET, "end"]


def test_releases_are_compared_as_numbers() -> None:
    assert is_since("3.5", "3.10")
    assert not is_since("3.0", "1.1.1")


def test_a_conversation_is_left_out_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(releases, "RELEASE", "1.1.1")
    monkeypatch.setattr(releases, "_known", lambda: {"-cert", "-naccept", "-www"})
    assert releases.lacks(once("some page", None, "-www")) == ""
    told = releases.lacks(once("some page", None, "-www", "--no_etm=1"))
    assert told == "1.1.1 has no -no_etm"


def test_each_row_is_about_a_conversation() -> None:
    names = [scenario.name for scenario in ALL]
    for pattern in (*(row.test for row in releases.ROWS), releases.NO_PAGE):
        assert any(re.fullmatch(pattern, name) for name in names), pattern
