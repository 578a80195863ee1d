"""Nobody waits for a line of what has happened already."""

from __future__ import annotations

import select
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from s_server.connection.channel import Broken, Waited
from s_server.connection.settling import MOMENT, SHORT_WAITS, SettlingPoll
from tests.connection.pair import LIMIT

if TYPE_CHECKING:
    from tests.connection.pair import Pair


def test_what_is_there_at_once_needs_no_settling() -> None:
    settled: list[int] = []
    ours, theirs = socket.socketpair()
    with ours, theirs:
        poll = SettlingPoll(lambda: settled.append(1), ours.fileno())
        theirs.sendall(b"a")
        for number in range(1, 2 * SHORT_WAITS + 1):
            for left in (None, 0, MOMENT / 2):
                assert poll.poll(left) == [(ours.fileno(), 1)]
            assert len(settled) == 3 * number // SHORT_WAITS
        ours.recv(1)
        settled.clear()
        assert poll.poll(3 * MOMENT) == []
        assert settled == [1]
        poll.settle()
        assert settled == [1, 1]
        poll.rest()
        assert poll.poll(3 * MOMENT) == []
        poll.settle()
        assert settled == [1, 1]
        poll.unregister(ours.fileno())
        theirs.sendall(b"a")
        assert poll.poll(0) == []
        poll.register(ours.fileno(), select.POLLIN)
        assert poll.poll(0) == [(ours.fileno(), select.POLLIN)]


def test_without_an_output_that_gathers() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        poll = SettlingPoll(None, ours.fileno())
        poll.settle()
        assert poll.poll(0) == []


def test_the_outputs_settle_before_a_longer_wait(shaken: Pair) -> None:
    """Nobody has to wait for a line of what has happened: here it is the client."""
    settled = threading.Event()
    channel = shaken.channel(settle=settled.set)

    def answer() -> None:
        assert settled.wait(LIMIT)
        shaken.theirs.sendall(b"data")

    done = shaken.meanwhile(answer)
    assert channel.read() == b"data"
    done.result(LIMIT)
    settled.clear()
    with pytest.raises(Broken, match="timed out"):
        shaken.channel(idle_limit=0, settle=settled.set).read()


def test_short_waits_settle_now_and_then(shaken: Pair) -> None:
    settled: list[int] = []
    channel = shaken.channel(settle=lambda: settled.append(1))
    for _ in range(3 * SHORT_WAITS):
        shaken.theirs.sendall(b"a")
        while channel.wait_readable() is not Waited.READY:
            pass
        assert channel.read() == b"a"
    assert len(settled) >= 3


def test_the_last_wait_settles_nothing(shaken: Pair) -> None:
    settled: list[int] = []
    channel = shaken.channel(settle=lambda: settled.append(1))
    channel.linger()  # the client stays, and is waited for until its time is over
    assert settled == []
