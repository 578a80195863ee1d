"""Clients that wait for the loop wake it, and are closed if it never comes."""

from __future__ import annotations

import select
import socket

from s_server.connection.arrivals import Arrival, Arrivals


def is_woken(arrivals: Arrivals) -> bool:
    return bool(select.select([arrivals.came.descriptor], [], [], 0)[0])


def test_who_came_is_taken_in_order_and_the_rest_turned_away() -> None:
    arrivals = Arrivals()
    assert arrivals.take() is None
    assert not is_woken(arrivals)
    ends = [socket.socketpair() for _ in range(3)]
    for number, (ours, _) in enumerate(ends):
        arrivals.put(Arrival(ours, str(number)))
    assert is_woken(arrivals)
    first = arrivals.take()
    assert first is not None
    assert first.peer == "0"
    arrivals.close()
    assert [theirs.recv(1) for _, theirs in ends[1:]] == [b"", b""]
    ends[0][1].settimeout(0)
    first.turn_away()
    assert ends[0][1].recv(1) == b""
    for _, theirs in ends:
        theirs.close()
