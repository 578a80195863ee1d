"""The pool: threads are shared, counted, and let go."""

from __future__ import annotations

import itertools
import select
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

import pytest

from s_server.server import pool as pools
from s_server.server.pool import Pool
from tests.connection.pair import LIMIT
from tests.network.client import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.connection.life import Connection

NAME = "s_server"


class Works:
    """A pool whose connections are numbers; each waits until it is let go."""

    def __init__(self) -> None:
        self.done: list[tuple[int, int | None]] = []
        self.go_on = threading.Semaphore(0)
        self.pool = Pool(cast("Callable[[Connection], None]", self._live))

    def start(self, number: int) -> bool:
        return self.pool.start(cast("Connection", number))

    def _live(self, number: int) -> None:
        assert self.go_on.acquire(timeout=LIMIT)
        self.done.append((number, threading.current_thread().native_id))


@pytest.fixture
def works() -> Iterator[Works]:
    works = Works()
    yield works
    works.pool.close()
    wait_threads(0)


def own_threads() -> int:
    return sum(thread.name == NAME for thread in threading.enumerate())


def wait_threads(count: int) -> None:
    eventually(lambda: own_threads() == count or None, f"{count} threads")


def idle(pool: Pool) -> int:
    return len(pool._idle)


def wait_idle(pool: Pool, count: int) -> None:
    eventually(lambda: idle(pool) == count or None, f"{count} idle threads")


def test_a_thread_that_is_done_takes_the_next(works: Works) -> None:
    for number in range(5):
        assert works.start(number)
        works.go_on.release()
        works.pool.wait(LIMIT)
        wait_idle(works.pool, 1)
    assert [number for number, _ in works.done] == list(range(5))
    assert len({thread for _, thread in works.done}) == 1
    assert own_threads() == 1


def test_each_that_lives_has_a_thread_of_its_own(works: Works) -> None:
    for number in range(4):
        assert works.start(number)
    assert works.pool.count == 4
    works.go_on.release(4)
    works.pool.wait(LIMIT)
    assert works.pool.count == 0
    assert len({thread for _, thread in works.done}) == 4


def test_an_idle_thread_ends(monkeypatch: pytest.MonkeyPatch, works: Works) -> None:
    monkeypatch.setattr(pools, "IDLE", 0.01)
    assert works.start(1)
    works.go_on.release()
    works.pool.wait(LIMIT)
    wait_threads(0)
    assert idle(works.pool) == 0
    assert works.start(2)
    works.go_on.release()
    works.pool.wait(LIMIT)
    assert [number for number, _ in works.done] == [1, 2]


def test_the_wait_has_a_limit(works: Works) -> None:
    works.pool.wait(None)
    assert works.start(1)
    before = time.monotonic()
    works.pool.wait(0.05)
    assert 0.05 <= time.monotonic() - before < LIMIT
    assert works.pool.count == 1
    works.go_on.release()
    works.pool.wait(None)
    assert works.pool.count == 0


def test_the_end_of_one_nudges_only_who_watches(works: Works) -> None:
    def is_nudged() -> bool:
        return bool(select.select([works.pool.ended.descriptor], [], [], 0)[0])

    for watched in (False, True):
        works.pool.watched = watched
        assert works.start(1)
        works.go_on.release()
        works.pool.wait(LIMIT)
        assert is_nudged() is watched


def test_the_close_ends_idle_threads(works: Works) -> None:
    for number in range(3):
        assert works.start(number)
    works.go_on.release(3)
    works.pool.wait(LIMIT)
    wait_idle(works.pool, 3)
    works.pool.close()
    wait_threads(0)
    works.pool = Pool(lambda _: None)  # for the fixture to close


class Sudden(BaseException):
    """What no connection expects."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_whatever_ends_a_thread_the_count_is_right() -> None:
    lived: list[object] = []

    def live(connection: object) -> None:
        lived.append(connection)
        raise Sudden

    pool = Pool(cast("Callable[[Connection], None]", live))
    for number in range(3):
        assert pool.start(cast("Connection", number))
        pool.wait(LIMIT)
        assert pool.count == 0
    wait_threads(0)
    assert idle(pool) == 0
    assert lived == [0, 1, 2]
    pool.close()


def test_when_the_system_has_no_thread_to_give(
    monkeypatch: pytest.MonkeyPatch, works: Works
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        assert not works.start(1)
        assert works.pool.count == 0
        works.pool.wait(0)
    assert works.start(2)
    works.go_on.release()
    works.pool.wait(LIMIT)
    assert [number for number, _ in works.done] == [2]


@pytest.mark.parametrize("idle_time", [5.0, 0.0001])
def test_a_race_runs_everything_once(
    monkeypatch: pytest.MonkeyPatch, idle_time: float
) -> None:
    """Threads come and go while eight others start works."""
    monkeypatch.setattr(pools, "IDLE", idle_time)
    done: Counter[int] = Counter()
    lock = threading.Lock()

    def live(number: object) -> None:
        with lock:
            done[cast("int", number)] += 1

    pool = Pool(cast("Callable[[Connection], None]", live))
    numbers = itertools.count()

    def start_many() -> None:
        for _ in range(250):
            assert pool.start(cast("Connection", next(numbers)))

    with ThreadPoolExecutor(8) as starters:
        for started in [starters.submit(start_many) for _ in range(8)]:
            started.result(LIMIT)
    pool.wait(LIMIT)
    assert pool.count == 0
    assert done == Counter(range(2000))
    pool.close()
    wait_threads(0)


def test_work_that_comes_with_the_time_out_is_done(
    monkeypatch: pytest.MonkeyPatch, works: Works
) -> None:
    """Between the time-out of a waiting thread and the lock, it is given work."""

    class Late:
        def __init__(self) -> None:
            self.connection: Connection | None = None
            self.given = threading.Semaphore(0)
            self.woken = self

        def acquire(self, timeout: float | None = None) -> bool:
            if timeout is None:
                return self.given.acquire(timeout=LIMIT)
            if len(works.done) == 1:
                assert works.start(2)
            return False

        def release(self) -> None:
            self.given.release()

    with monkeypatch.context() as patch:
        patch.setattr(pools, "_Worker", Late)
        works.go_on.release(2)
        assert works.pool.start(cast("Connection", 1))
        works.pool.wait(LIMIT)
        eventually(lambda: len(works.done) == 2 or None, "both")
    assert [number for number, _ in works.done] == [1, 2]
    assert len({thread for _, thread in works.done}) == 1
    wait_threads(0)
