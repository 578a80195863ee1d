"""The one place that waits: for the client, the keyboard, the stop, the time."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING

import pytest

from s_server.connection.channel import Broken, Waited
from s_server.connection.wakeup import Wakeup
from s_server.events import Cause, Stage
from s_server.libssl.tls import Outcome
from tests.connection.pair import LIMIT

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from concurrent.futures import Future

    from tests.connection.pair import Pair

LARGE = os.urandom(4 * 1024 * 1024)
"""More than the sockets' buffers hold."""


def broken(work: Callable[[], object]) -> Broken:
    with pytest.raises(Broken) as caught:
        work()
    return caught.value


def nothing() -> None:
    """Take no notice of a wait."""


def read_all(client: ssl.SSLSocket) -> bytes:
    received = bytearray()
    while piece := client.recv(65536):
        received += piece
    return bytes(received)


def test_data_goes_both_ways(shaken: Pair) -> None:
    channel = shaken.channel()
    shaken.theirs.sendall(b"to the server")
    assert channel.read() == b"to the server"
    channel.write(b"to the client")
    assert shaken.theirs.recv(100) == b"to the client"


def test_a_handshake_tells_of_each_wait(pair: Pair) -> None:
    clients: list[Future[object]] = []

    def wait() -> None:
        # Nobody speaks before we wait for the first time.
        if not clients:
            clients.append(pair.meanwhile(pair.theirs.do_handshake))

    pair.channel().handshake(LIMIT, wait)
    (client,) = clients
    client.result(LIMIT)


def test_a_silent_client_runs_out_of_time(pair: Pair) -> None:
    before = time.monotonic()
    problem = broken(lambda: pair.channel().handshake(1, nothing))
    assert (problem.stage, problem.cause) == (Stage.HANDSHAKE, Cause.TIMED_OUT)
    assert 1 <= time.monotonic() - before < LIMIT


def test_a_handshake_that_is_stopped(pair: Pair) -> None:
    pair.stop.now()
    problem = broken(lambda: pair.channel().handshake(LIMIT, nothing))
    assert (problem.stage, problem.cause) == (Stage.HANDSHAKE, Cause.STOPPED)


def test_a_handshake_that_fails_keeps_what_openssl_said(pair: Pair) -> None:
    with socket.socket(fileno=os.dup(pair.theirs.fileno())) as plain:
        plain.sendall(b"GET / HTTP/1.0\r\n")
    problem = broken(lambda: pair.channel().handshake(LIMIT, nothing))
    assert (problem.stage, problem.cause) == (Stage.HANDSHAKE, Cause.PROTOCOL)
    assert [entry.reason for entry in problem.queue] == ["http request"]


def test_close_notify_reads_as_nothing(shaken: Pair) -> None:
    client = shaken.meanwhile(shaken.theirs.unwrap)
    channel = shaken.channel()
    assert channel.read() == b""
    channel.close_notify()
    client.result(LIMIT)


def test_a_truncation_is_a_failure(shaken: Pair) -> None:
    shaken.theirs.shutdown(socket.SHUT_RDWR)
    problem = broken(shaken.channel().read)
    assert (problem.stage, problem.cause) == (Stage.DATA, Cause.PROTOCOL)


def test_garbage_after_the_handshake_is_a_failure(shaken: Pair) -> None:
    with socket.socket(fileno=os.dup(shaken.theirs.fileno())) as plain:
        plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
    problem = broken(shaken.channel().read)
    assert (problem.stage, problem.cause) == (Stage.DATA, Cause.PROTOCOL)
    assert problem.queue


def test_a_quiet_client_runs_out_of_time(shaken: Pair) -> None:
    problem = broken(shaken.channel(idle_limit=1).read)
    assert (problem.stage, problem.cause) == (Stage.DATA, Cause.TIMED_OUT)


def test_a_read_that_is_stopped(shaken: Pair) -> None:
    shaken.stop.now()
    problem = broken(shaken.channel().read)
    assert (problem.stage, problem.cause) == (Stage.DATA, Cause.STOPPED)


def test_data_that_is_here_is_read_before_the_stop(shaken: Pair) -> None:
    shaken.theirs.sendall(b"last words")
    shaken.stop.now()
    assert shaken.channel().read() == b"last words"


def test_a_slow_reader_gets_everything(shaken: Pair) -> None:
    waits: list[int] = []
    channel = shaken.channel()

    def talk() -> None:
        channel.write(LARGE, lambda _: waits.append(1))
        channel.close_notify()
        shaken.ours.shutdown(socket.SHUT_WR)

    server = shaken.meanwhile(talk)
    assert read_all(shaken.theirs) == LARGE
    server.result(LIMIT)
    assert waits


def test_a_reader_that_stands_still_runs_out_of_time(shaken: Pair) -> None:
    problem = broken(lambda: shaken.channel(idle_limit=1).write(LARGE))
    assert (problem.stage, problem.cause) == (Stage.DATA, Cause.TIMED_OUT)


def test_a_stalled_write_is_stopped(shaken: Pair) -> None:
    channel = shaken.channel()
    stopped = shaken.meanwhile(
        lambda: channel.write(LARGE, lambda _: shaken.stop.now())
    )
    with pytest.raises(Broken, match=Cause.STOPPED.value):
        stopped.result(LIMIT)


def test_what_is_in_a_hurry_ends_within_moments(shaken: Pair) -> None:
    channel = shaken.channel()
    shaken.stop.now()
    channel.hurry()
    before = time.monotonic()
    problem = broken(lambda: channel.write(LARGE))
    assert problem.cause is Cause.TIMED_OUT
    assert time.monotonic() - before < LIMIT


def test_a_hurry_still_moves_data(shaken: Pair) -> None:
    channel = shaken.channel()
    shaken.stop.now()
    channel.hurry()
    channel.write(b"goodbye")
    channel.close_notify()
    shaken.ours.shutdown(socket.SHUT_WR)
    assert read_all(shaken.theirs) == b"goodbye"


def test_the_keyboard_wakes_and_the_stop_comes_first(shaken: Pair) -> None:
    channel, keyboard = shaken.channel(), Wakeup()
    keyboard.nudge()
    assert channel.tls.read()[0] is Outcome.WANT_READ
    assert channel.wait_readable(keyboard.descriptor) is Waited.KEYBOARD
    keyboard.calm()
    shaken.theirs.sendall(b"data")
    assert channel.wait_readable(keyboard.descriptor) is Waited.READY
    keyboard.nudge()
    shaken.stop.now()
    assert channel.wait_readable(keyboard.descriptor) is Waited.STOPPED
    keyboard.close()


def test_the_idle_limit_ends_the_wait_for_the_keyboard(shaken: Pair) -> None:
    keyboard = Wakeup()
    waited = shaken.channel(idle_limit=1).wait_readable(keyboard.descriptor)
    assert waited is Waited.TIMED_OUT
    keyboard.close()


def test_linger_ends_with_the_client(shaken: Pair) -> None:
    lingering = shaken.meanwhile(shaken.channel().linger)
    shaken.theirs.sendall(b"unread")
    shaken.theirs.shutdown(socket.SHUT_RDWR)
    lingering.result(LIMIT)
    assert shaken.ours.fileno() > 0


def test_linger_waits_for_half_a_second_only(shaken: Pair) -> None:
    before = time.monotonic()
    shaken.channel().linger()
    assert 0.5 <= time.monotonic() - before < LIMIT


def test_linger_is_cut_short_by_the_stop(shaken: Pair) -> None:
    shaken.stop.now()
    shaken.channel().linger()


def test_a_curious_one_keeps_the_first_bytes(pair: Pair) -> None:
    plain, curious = pair.channel(), pair.channel(curious=True)
    theirs = socket.socket(fileno=pair.theirs.detach())
    waits: list[int] = []

    def speak() -> None:
        # It has waited without asking OpenSSL, which might have read them itself.
        assert pair.tls.bytes_read == 0
        waits.append(1)
        if len(waits) == 1:
            theirs.sendall(b"GET / HTTP/1.0\r\n" + b"x" * 100)

    with theirs:
        error = broken(lambda: curious.handshake(LIMIT, speak))
    assert (error.stage, error.cause) == (Stage.HANDSHAKE, Cause.PROTOCOL)
    assert curious.first == b"GET / HTTP/1.0\r\n" + b"x" * 48
    assert plain.first == b""
    assert waits == [1]


def test_a_curious_one_shakes_hands_as_others_do(pair: Pair) -> None:
    theirs = pair.meanwhile(pair.theirs.do_handshake)
    channel = pair.channel(curious=True)
    channel.handshake(LIMIT, nothing)
    theirs.result(LIMIT)
    assert channel.first[:2] == b"\x16\x03"
    pair.theirs.sendall(b"to the server")
    assert channel.read() == b"to the server"


def test_a_curious_one_hears_of_the_end(pair: Pair) -> None:
    pair.theirs.close()
    error = broken(lambda: pair.channel(curious=True).handshake(LIMIT, nothing))
    assert (error.stage, error.cause) == (Stage.HANDSHAKE, Cause.PROTOCOL)
