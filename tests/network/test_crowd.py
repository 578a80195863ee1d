"""Many clients at once: nobody holds up anybody, and nothing mixes."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.kit.process import TIMEOUT
from tests.network.client import (
    client_hello,
    connect,
    read_to_end,
    silent,
    still_open,
    wait_threads,
)
from tests.network.modes import MODES, UNATTENDED, assert_serves

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]


@pytest.mark.parametrize("mode", MODES)
def test_twenty_silent_clients_hold_up_nobody(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode])
    with silent(server.address, 20) as clients:
        wait_threads(server, 20)
        for _ in range(3):
            assert_serves(server, mode)
        assert still_open(clients)
    wait_threads(server, 0)


@pytest.mark.parametrize("mode", UNATTENDED)
def test_clients_that_ask_nothing_hold_up_nobody(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode])
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connect(server.address))
        assert_serves(server, mode)


@pytest.mark.parametrize("mode", MODES)
def test_clients_that_vanish_are_forgotten(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode])
    for data in (b"", b"\x16\x03", client_hello()):
        with silent(server.address, 10, data):
            pass
    for _ in range(5):
        with connect(server.address):
            pass
    wait_threads(server, 0)
    assert_serves(server, mode)


def test_two_at_the_console_come_one_after_the_other(serve: Serve) -> None:
    server = serve()
    with connect(server.address) as first:
        server.wait_line(b"^CIPHER is")
        with connect(server.address) as second:
            second.sendall(b"B1\nB2\n")
            first.sendall(b"A1\n")
            server.wait_line(b"^A1$")
            server.type(b"to A\n")
            assert first.recv(100) == b"to A\n"
            first.sendall(b"A2\n")
            server.wait_line(b"^A2$")
            first.unwrap()
            server.wait_line(b"^B2$")
            server.type(b"to B\n")
            assert second.recv(100) == b"to B\n"
            second.unwrap()
    server.wait_line(b"^CONNECTION CLOSED$", nth=2)
    told = [b"BEGIN", b"A1", b"A2", b"DONE", b"CONNECTION CLOSED"]
    told += [b"BEGIN", b"B1", b"B2", b"DONE", b"CONNECTION CLOSED"]
    at = 0
    for word in told:
        at = server.stdout.index(word, at) + len(word)


def test_who_waits_in_line_loses_nothing(serve: Serve) -> None:
    server = serve("-quiet")
    data = bytes(range(256)) * 4096 * 16  # more than its buffers hold
    with ThreadPoolExecutor(1) as pool, connect(server.address) as first:
        first.sendall(b"first")
        server.wait_bytes(b"first")
        with connect(server.address) as second:
            sending = pool.submit(second.sendall, data)
            first.sendall(b" and last")
            server.wait_bytes(b" and last")
            assert server.stdout == b"first and last"
            first.unwrap()
            sending.result(TIMEOUT)
            second.unwrap()
        whole = b"first and last" + data
        server.wait_for(lambda: len(server.stdout) >= len(whole) or None, "all of it")
        assert server.stdout == whole


def test_many_in_line_come_one_after_the_other(serve: Serve) -> None:
    server = serve("-quiet")

    def talk(number: int) -> None:
        with connect(server.address) as client:
            for word in (b"begins", b"goes on", b"ends"):
                client.sendall(b"client %d %s\n" % (number, word))
            client.unwrap()

    with ThreadPoolExecutor(20) as pool:
        for talked in [pool.submit(talk, number) for number in range(20)]:
            talked.result(TIMEOUT)
    server.wait_line(b" ends$", nth=20)
    lines = server.stdout.splitlines()
    order = [line.split()[1] for line in lines[::3]]
    assert sorted(map(int, order)) == list(range(20))
    assert lines == [
        b"client %s %s" % (number, word)
        for number in order
        for word in (b"begins", b"goes on", b"ends")
    ]


@pytest.mark.parametrize("mode", ["rev", "www"])
def test_fifty_at_the_same_time(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode])
    request = b"hello\nCLOSE\n" if mode == "rev" else b"GET / HTTP/1.0\r\n\r\n"
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(server.address)) for _ in range(50)]
        for client in reversed(clients):
            client.sendall(request)
            answer = read_to_end(client)
            assert answer == b"olleh\n" if mode == "rev" else b"</HTML>" in answer


def test_descriptors_that_run_out_are_waited_for(serve: Serve) -> None:
    """A shortage is told, not once for each client; after it all goes on."""
    server = serve("-www")
    resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (25, 25))
    with silent(server.address, 40):
        server.wait_line(b"cannot accept: Too many open files", stream="stderr")
        assert server.stderr.count(b"cannot accept") == 1
    assert_serves(server, "www")
