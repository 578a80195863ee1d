"""Responses are kept until their end, and asked for by one connection at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from s_server.setup.responses import Memory

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Kept:
    """What stands for a response: only its end counts here."""

    until: float | None


class Responder:
    """Answers one thing after the other, and counts."""

    def __init__(self, *answers: Kept) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self) -> Any:  # noqa: ANN401 - a Kept in a response's place
        self.asked += 1
        return self.answers.pop(0)


def test_it_is_asked_again_when_the_end_has_come() -> None:
    now = [100.0]
    memory = Memory(lambda: now[0])
    first, second = Kept(until=110), Kept(until=120)
    ask = Responder(first, second)
    for at, expected in ((100, first), (109.9, first), (110, second), (119, second)):
        now[0] = at
        found: object = memory.recall(b"a", ask)
        assert found is expected
    assert ask.asked == 2


@pytest.mark.parametrize("until", [None, 99.0])
def test_what_has_no_end_or_an_old_one_is_for_once(until: float | None) -> None:
    memory = Memory(lambda: 100.0)
    ask = Responder(Kept(until), Kept(until))
    memory.recall(b"a", ask)
    memory.recall(b"a", ask)
    assert ask.asked == 2


def test_each_certificate_has_its_own() -> None:
    memory = Memory(lambda: 100.0)
    answers = [Kept(200), Kept(200)]
    ask = Responder(*answers)
    found: list[object] = [memory.recall(name, ask) for name in (b"a", b"b", b"a")]
    assert found == [*answers, answers[0]]


def test_one_asks_and_all_get_the_answer() -> None:
    """Each that asked would need an answer of its own, and there is one."""
    memory = Memory(lambda: 100.0)
    asking, answered = threading.Event(), threading.Event()
    answers = [Kept(200)]

    def ask() -> Any:  # noqa: ANN401 - see Responder
        asking.set()
        assert answered.wait(10)
        return answers.pop()

    got: list[object] = []
    threads = [thread(lambda: got.append(memory.recall(b"a", ask)))]
    assert asking.wait(10)
    threads += [thread(lambda: got.append(memory.recall(b"a", ask))) for _ in range(9)]
    other = Responder(Kept(None))
    assert memory.recall(b"b", other).until is None
    answered.set()
    for one in threads:
        one.join(10)
    assert len(got) == 10
    assert set(map(id, got)) == {id(got[0])}


def test_nobody_waits_for_one_who_failed() -> None:
    memory = Memory(lambda: 100.0)

    def fail() -> Any:  # noqa: ANN401 - see Responder
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        memory.recall(b"a", fail)
    ask = Responder(Kept(200))
    assert memory.recall(b"a", ask).until == 200


def thread(work: Callable[[], object]) -> threading.Thread:
    """A thread that does this now."""
    started = threading.Thread(target=work)
    started.start()
    return started
