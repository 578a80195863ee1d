"""Turns at the console go round in the order of finished handshakes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest

from s_server.connection.line import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 10


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as made:
        yield made


def expected(*numbers: int) -> tuple[Line, list[int]]:
    """A line that expects these, and a list of those that were ended."""
    line = Line()
    ended: list[int] = []
    for number in numbers:
        line.expect(number, partial(ended.append, number))
    return line, ended


def assert_foremost(line: Line, number: int | None) -> None:
    assert line.foremost == number


def test_only_the_foremost_has_its_turn(pool: ThreadPoolExecutor) -> None:
    line, _ = expected(1, 2, 3)
    assert line.take_turn(2)
    assert_foremost(line, 2)
    waiting = pool.submit(line.take_turn, 1)
    line.leave(3)  # still in its handshake: nobody's turn changes
    assert not waiting.done()
    assert_foremost(line, 2)
    line.leave(2)
    assert waiting.result(LIMIT)
    assert_foremost(line, 1)
    line.leave(1)
    line.leave(1)
    assert_foremost(line, None)


def test_the_stop_ends_all_waiting(pool: ThreadPoolExecutor) -> None:
    line, _ = expected(1, 2, 3)
    assert line.take_turn(1)
    waiting = [pool.submit(line.take_turn, number) for number in (2, 3)]
    line.stop()
    assert not any(one.result(LIMIT) for one in waiting)


def test_nobody_begins_after_the_stop() -> None:
    line = Line()
    line.expect(1, lambda: None)
    line.stop()
    assert not line.take_turn(1)


def test_the_oldest_handshake_is_ended_when_nobody_is_in_line() -> None:
    line, ended = expected(3, 4, 5)
    line.end_oldest_handshake(lambda: True)
    assert ended == [3]
    assert not line.take_turn(3)
    line.leave(4)
    line.end_oldest_handshake(lambda: True)
    assert ended == [3, 5]
    line.end_oldest_handshake(lambda: pytest.fail("nobody is there to be ended"))


def test_no_handshake_is_ended_while_somebody_is_in_line() -> None:
    line, ended = expected(1, 2)
    assert line.take_turn(2)
    line.end_oldest_handshake(lambda: pytest.fail("the foremost takes it"))
    assert ended == []


def test_no_handshake_is_ended_unasked() -> None:
    line, ended = expected(1)
    line.end_oldest_handshake(lambda: False)
    assert ended == []
    assert line.take_turn(1)


def test_something_is_done_while_a_connection_waits(pool: ThreadPoolExecutor) -> None:
    line, _ = expected(1, 2)
    assert line.take_turn(1)
    done = threading.Event()
    second = pool.submit(line.take_turn, 2, done.set)
    assert done.wait(LIMIT)
    assert not second.done()
    line.leave(1)
    assert second.result(LIMIT)
