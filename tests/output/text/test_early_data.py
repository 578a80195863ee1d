"""The lines on early data."""

from __future__ import annotations

import pytest

from s_server import events
from s_server.libssl.load import Release
from s_server.output.text import early_data
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO, lines

STYLE = Style(release=Release.V3_0)


def test_the_title_stands_before_the_first_piece_alone() -> None:
    event = events.EarlyDataReceived(connection=INFO, data=b"one", is_first=True)
    title, data = early_data.received(event, STYLE)
    assert lines([title], Stream.OUT) == ["Early data received:"]
    assert (data.stream, data.data) == (Stream.RAW, b"one")
    event = events.EarlyDataReceived(connection=INFO, data=b"two", is_first=False)
    (data,) = early_data.received(event, STYLE)
    assert (data.stream, data.data) == (Stream.RAW, b"two")


@pytest.mark.parametrize(
    ("came", "was_rejected", "expected"),
    [
        (True, False, ["", "End of early data"]),
        (False, True, ["Early data was rejected"]),
        (False, False, ["No early data received"]),
    ],
)
def test_how_it_ended(*, came: bool, was_rejected: bool, expected: list[str]) -> None:
    event = events.EarlyDataEnded(connection=INFO, came=came, was_rejected=was_rejected)
    assert lines(early_data.ended(event, STYLE), Stream.OUT) == expected
