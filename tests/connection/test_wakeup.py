"""A wake-up is readable from the first nudge until it is calmed."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

import pytest

from s_server.connection.wakeup import Wakeup

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def wakeup() -> Iterator[Wakeup]:
    made = Wakeup()
    yield made
    made.close()


def wakes(wakeup: Wakeup) -> bool:
    return bool(select.select([wakeup.descriptor], [], [], 0)[0])


def test_a_nudge_wakes_until_calmed(wakeup: Wakeup) -> None:
    assert not wakes(wakeup)
    wakeup.nudge()
    assert wakes(wakeup)
    wakeup.calm()
    assert not wakes(wakeup)
    wakeup.calm()


def test_more_nudges_than_a_pipe_holds_never_block(wakeup: Wakeup) -> None:
    for _ in range(70_000):
        wakeup.nudge()
    assert wakes(wakeup)
    wakeup.calm()
    assert not wakes(wakeup)


def test_what_is_written_is_a_nudge(wakeup: Wakeup) -> None:
    os.write(wakeup.nudged, b"\x0f")  # as a signal does (signal.set_wakeup_fd)
    assert wakes(wakeup)
    wakeup.calm()
    assert not wakes(wakeup)


def test_close_gives_both_descriptors_back() -> None:
    before = set(os.listdir("/proc/self/fd"))
    made = Wakeup()
    assert len(set(os.listdir("/proc/self/fd")) - before) >= 2
    made.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(made.descriptor)
