"""Run from scripts: signals, readers that go away, descriptors that are closed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.kit.address import Address, free_port
from tests.kit.process import NotSeenError
from tests.kit.servers import Ours, ServerRun, clean_environment
from tests.network.client import (
    TLS_1_2,
    client_hello,
    connect,
    eventually,
    read_to_end,
    silent,
    wait_threads,
)
from tests.network.modes import MODES, assert_serves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Serve = Callable[..., ServerRun]

SIGNALS = [signal.SIGINT, signal.SIGTERM]
STATISTICS = b"   0 cache full overflows (128 allowed)\n"
SOON = 10
"""Seconds: 2 for the clients, the rest for a busy machine."""


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("mode", MODES)
def test_a_signal_ends_an_idle_server(
    serve: Serve, mode: str, number: signal.Signals
) -> None:
    server = serve(*MODES[mode])
    server.signal(number)
    assert server.wait(SOON) == 0
    assert server.stdout.endswith(STATISTICS) is (mode != "quiet")
    assert b"Traceback" not in server.stderr


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("mode", MODES)
def test_every_client_gets_close_notify(
    serve: Serve, mode: str, number: signal.Signals
) -> None:
    server = serve(*MODES[mode])
    with (
        silent(server.address, 1) as (nothing,),
        silent(server.address, 1, client_hello()) as (hello,),
        # In TLS 1.3 a client is done before the server is.
        connect(server.address, version=TLS_1_2) as first,
        connect(server.address, version=TLS_1_2) as second,
    ):
        second.sendall(b"half a line")
        wait_threads(server, 4)
        server.signal(number)
        assert read_to_end(first) == read_to_end(second) == b""
        assert nothing.recv(100) == b""
        while hello.recv(16384):
            pass
        # The clients stay: nobody waits for them longer than agreed.
        assert server.wait(SOON) == 0
    assert (b"   2 server accepts that finished\n" in server.stdout) is (
        mode != "quiet"
    )


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.usefixtures("folder_with_large")
def test_a_stalled_write_does_not_hold_up_the_end(
    serve: Serve, number: signal.Signals
) -> None:
    server = serve("-WWW")
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large HTTP/1.0\r\n\r\n")
        server.wait_line(b"FILE:large", stream="stderr")
        server.signal(number)
        assert server.wait(SOON) == 0
    assert server.stdout.endswith(STATISTICS)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_second_signal_ends_at_once(
    serve: Serve, folder_with_large: None, number: signal.Signals
) -> None:
    assert folder_with_large is None
    server = serve("-WWW")
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large HTTP/1.0\r\n\r\n")
        server.wait_line(b"FILE:large", stream="stderr")
        server.pause()
        server.signal(number)
        before = time.monotonic()
        server.resume()
        eventually(lambda: server.address.refuses() or None, "the first signal")
        server.signal(number)
        took = time.monotonic() - before
        # On a busy machine the first may have ended it by then.
        assert server.wait() == -number or took > 1


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_on_the_accept_line_is_not_too_early(
    serve: Serve, number: signal.Signals
) -> None:
    for _ in range(5):
        server = serve("-www")
        server.signal(number)
        assert server.wait(SOON) == 0
        assert server.stdout.endswith(STATISTICS)


def test_a_unix_socket_is_gone_after_a_signal(folder: Path) -> None:
    server = Ours().start("-cert", "ecdsa.pem", "-unix", "signal.sock", cwd=folder)
    with server:
        assert (folder / "signal.sock").exists()
        server.signal(signal.SIGTERM)
        assert server.wait(SOON) == 0
    assert not (folder / "signal.sock").exists()


@contextlib.contextmanager
def piped(folder: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """Ours with pipes that the test may close."""
    command = [*Ours.command, "-cert", "ecdsa.pem", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder,
        env=clean_environment(),
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def assert_alive(process: subprocess.Popen[bytes], address: Address, mode: str) -> None:
    """Be served three times, though nobody reads of it."""
    for _ in range(3):
        with connect(address) as client:
            if mode in {"console", "quiet"}:
                client.sendall(b"hello\n")
                client.unwrap()
            elif mode == "rev":
                client.sendall(b"hello\nCLOSE\n")
                assert read_to_end(client) == b"olleh\n"
            else:
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert b"</HTML>" in read_to_end(client)
    assert process.poll() is None


@pytest.mark.parametrize("mode", ["console", "www", "rev", "quiet"])
@pytest.mark.parametrize("closed", ["stdout", "stderr", "both"])
def test_readers_that_go_away_end_nothing(folder: Path, mode: str, closed: str) -> None:
    address = Address(port=free_port())
    where = ("-accept", address.text)
    with piped(folder, *MODES[mode], *where) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if mode != "quiet":
            assert process.stdout.readline()  # as `head -1` does
        eventually(lambda: None if address.refuses() else True, "a listening socket")
        if closed in {"stdout", "both"}:
            process.stdout.close()
        if closed in {"stderr", "both"}:
            process.stderr.close()
        assert_alive(process, address, mode)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SOON) == 0
        if closed == "stdout":
            assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("mode", ["console", "www"])
def test_descriptors_that_are_closed_at_the_start(
    folder: Path, mode: str, closing: str
) -> None:
    address = Address(port=free_port())
    command = [*Ours.command, "-cert", "ecdsa.pem", "-accept", address.text]
    command = ["/bin/sh", "-c", f'exec "$@" {closing}', "sh", *command, *MODES[mode]]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=folder,
        env=clean_environment(),
    ) as process:  # fmt: skip
        eventually(lambda: None if address.refuses() else True, "a listening socket")
        with connect(address) as client:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            if mode == "www":
                assert b"</HTML>" in read_to_end(client)
            else:
                client.unwrap()
        process.send_signal(signal.SIGTERM)
        assert process.wait(SOON) == 0
        # No socket got a number that we print to.
        assert process.stdout is not None
        assert process.stderr is not None
        said = process.stdout.read(), process.stderr.read()
    assert bool(said[0]) is (">&-" not in closing.replace("2>&-", ""))
    assert b"Traceback" not in said[1]


def test_a_terminal_is_a_keyboard(folder: Path) -> None:
    server = Ours().start("-cert", "ecdsa.pem", stdin="pty", cwd=folder)
    with server, connect(server.address) as client:
        server.wait_line(b"^CIPHER is")
        server.type(b"hello\n")
        assert client.recv(100) == b"hello\n"
        server.type(b"q\n")
        assert read_to_end(client) == b""
        assert_serves(server, "console")
        server.type(b"Q\n")
        assert server.wait() == 0


def test_standard_input_that_does_not_block(serve: Serve) -> None:
    """Another program that shares our terminal may have set O_NONBLOCK."""
    server = serve()
    os.set_blocking(os.open(f"/proc/{server.pid}/fd/0", os.O_RDONLY), False)
    server.type(b"typed\n")
    with connect(server.address) as client:
        assert client.recv(100) == b"typed\n"
    with pytest.raises(NotSeenError):
        server.wait(0.1)
