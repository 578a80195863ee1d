"""The earlier of two times, and the time-out that poll takes."""

from __future__ import annotations

import time

from s_server.connection.deadline import earlier, milliseconds


def test_never_is_later_than_everything() -> None:
    assert earlier(None, 2.0) == 2.0
    assert earlier(1.0, 2.0) == 1.0
    assert earlier(3.0, 2.0) == 2.0


def test_a_wait_never_ends_early() -> None:
    assert milliseconds(None) is None
    assert milliseconds(time.monotonic() - 10) == 0
    left = milliseconds(time.monotonic() + 1)
    assert left is not None
    assert 900 < left <= 1001
