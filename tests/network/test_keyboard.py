"""What is typed at the server: text, commands, and the end of input."""

from __future__ import annotations

import os
import select
import signal
from typing import TYPE_CHECKING

import pytest

from tests.kit.servers import Ours, ServerRun
from tests.network.client import (
    TLS_1_2,
    connect,
    eventually,
    read_to_end,
    silent,
    still_open,
    wait_threads,
)
from tests.network.modes import MODES, UNATTENDED, assert_serves, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.process import Stdin

    Serve = Callable[..., ServerRun]

BLOCK = b"^CIPHER is"


def test_text_typed_before_a_client_comes_is_kept_for_it(serve: Serve) -> None:
    server = serve()
    server.type(b"early\n")
    with connect(server.address) as client:
        assert client.recv(100) == b"early\n"
        server.wait_line(BLOCK)


def test_failed_handshakes_do_not_take_the_text(serve: Serve) -> None:
    server = serve()
    server.type(b"early\n")
    with silent(server.address, 3, b"GET / HTTP/1.0\r\n\r\n"):
        server.wait_line(b"^ERROR$", stream="stderr", nth=3)
    with connect(server.address) as client:
        assert client.recv(100) == b"early\n"


@pytest.mark.parametrize("mode", ["console", "quiet"])
def test_much_text_is_delivered_whole(serve: Serve, mode: str) -> None:
    server = serve(*MODES[mode])
    text = b"".join(b"line %d\n" % number for number in range(100_000))
    with connect(server.address) as client:
        # As much as fits before anybody reads, then the rest as it goes.
        typed = received = 0
        while received < len(text):
            if typed < len(text):
                server.type(text[typed : typed + 50_000])
                typed += 50_000
            if piece := client.recv(16384):
                assert text[received : received + len(piece)] == piece
                received += len(piece)


def test_much_text_waits_for_its_client(serve: Serve) -> None:
    server = serve()
    text = b"x" * 100_000 + b"\n"  # more than the server keeps
    server.type(text)
    with connect(server.address) as client:
        received = b""
        while len(received) < len(text):
            received += client.recv(16384)
    assert received == text


def test_q_ends_the_foremost_only(serve: Serve) -> None:
    server = serve()
    with connect(server.address) as first:
        server.wait_line(BLOCK)
        with connect(server.address) as second:
            server.type(b"q\n")
            assert read_to_end(first) == b""
            first.unwrap()
            server.wait_line(BLOCK, nth=2)
            server.type(b"for the second\n")
            assert second.recv(100) == b"for the second\n"
    assert server.status is None


def test_text_and_q_in_one_piece_reach_the_right_clients(serve: Serve) -> None:
    server = serve()
    with connect(server.address) as first:
        server.wait_line(BLOCK)
        with connect(server.address) as second:
            server.type(b"to the first\nq\nto the second\nq\n")
            assert read_to_end(first) == b"to the first\n"
            assert read_to_end(second) == b"to the second\n"


def test_q_with_nobody_in_line_ends_the_oldest_handshake(serve: Serve) -> None:
    server = serve()
    with silent(server.address, 1) as (first,):
        wait_threads(server, 1)
        with silent(server.address, 2) as others:
            wait_threads(server, 3)
            server.type(b"q\n")
            assert first.recv(100) == b""
            server.wait_line(b"^CONNECTION CLOSED$")
            assert still_open(others)
            server.type(b"q\n")
            assert others[0].recv(100) == b""
            assert still_open(others[1:])
            assert_serves(server, "console")


def test_q_spares_handshakes_while_somebody_is_in_line(serve: Serve) -> None:
    server = serve()
    with silent(server.address, 1) as clients:
        wait_threads(server, 1)
        with connect(server.address) as client:
            server.wait_line(BLOCK)
            server.type(b"q\n")
            assert read_to_end(client) == b""
        assert still_open(clients)


def test_q_before_anybody_comes_waits_for_the_next(serve: Serve) -> None:
    server = serve()
    server.type(b"q\n")
    with connect(server.address) as client:
        assert read_to_end(client) == b""
    assert_serves(server, "console")


def test_capital_q_ends_all_at_once(serve: Serve) -> None:
    server = serve()
    with (
        silent(server.address, 2) as clients,
        # In TLS 1.3 a client is done before the server is.
        connect(server.address, version=TLS_1_2) as first,
        connect(server.address, version=TLS_1_2) as second,
    ):
        server.wait_line(BLOCK)
        server.type(b"Q\n")
        assert read_to_end(first) == b""
        assert read_to_end(second) == b""
        assert [client.recv(100) for client in clients] == [b"", b""]
    assert server.wait() == 0
    server.wait_line(b"^   2 server accepts that finished$")
    server.wait_line(b"^shutdown accept socket$", stream="stderr")
    # Who was still waiting in line never had its turn.
    assert server.stdout.count(b"CIPHER is") == 1


def test_capital_q_needs_no_client(serve: Serve) -> None:
    server = serve()
    server.type(b"Q\n")
    assert server.wait() == 0


def test_text_before_capital_q_is_delivered(serve: Serve) -> None:
    server = serve()
    with connect(server.address) as client:
        server.wait_line(BLOCK)
        server.type(b"last words\nQ\n")
        assert read_to_end(client) == b"last words\n"
    assert server.wait() == 0


def test_capital_q_while_a_write_stands_still(serve: Serve) -> None:
    server = serve()
    with connect(server.address, receive_buffer=4096) as client:
        server.wait_line(BLOCK)
        stuff_until_blocked(server)
        while not select.select([], [keyboard_of(server)], [], 0)[1]:
            assert client.recv(16384)  # makes room to type, not to send it all
        server.type(b"\nQ\n")
        assert server.wait(5) == 0


def test_a_signal_while_a_write_stands_still(serve: Serve) -> None:
    server = serve()
    with connect(server.address, receive_buffer=4096):
        server.wait_line(BLOCK)
        stuff_until_blocked(server)
        server.signal(signal.SIGTERM)
        assert server.wait(5) == 0
    assert b"server accepts that finished" in server.stdout


def keyboard_of(server: ServerRun) -> int:
    """The descriptor at which one types: the kit's own `type` waits for room."""
    keyboard = server._keyboard
    assert keyboard is not None
    return keyboard


def stuff_until_blocked(server: ServerRun) -> None:
    """Type until the server takes no more, because its client takes no more."""
    keyboard = server._keyboard
    assert keyboard is not None
    os.set_blocking(keyboard, False)
    idle = 0
    while idle < 20:
        try:
            while os.write(keyboard, b"x" * 4095 + b"\n"):
                idle = 0
        except BlockingIOError:
            idle += 1
            select.select([], [keyboard], [], 0.01)
    os.set_blocking(keyboard, True)


SERVED_ON: list[tuple[tuple[str, ...], Stdin]] = [
    (("-ign_eof",), "null"),
    (("-quiet",), "null"),
    (("-brief",), "null"),
    ((), "closed"),
    (("-quiet",), "closed"),
    *((MODES[mode], stdin) for mode in UNATTENDED for stdin in ("null", "closed")),
]


@pytest.mark.parametrize(("options", "stdin"), SERVED_ON)
def test_the_end_of_input_is_ignored(
    folder: Path, options: tuple[str, ...], stdin: Stdin
) -> None:
    server = Ours().start("-cert", "ecdsa.pem", *options, stdin=stdin, cwd=folder)
    with server:
        for _ in range(2):
            with connect(server.address) as client:
                client.sendall(b"GET /page.html HTTP/1.0\n")
                if not set(options) & {"-rev", "-www", "-WWW", "-HTTP"}:
                    client.unwrap()
                    continue
                assert client.recv(100)
        server.signal(signal.SIGTERM)
        assert server.wait() == 0


@pytest.mark.parametrize("text", [b"", b"text\n", b"text without an end"])
def test_input_that_ends_is_delivered_to_the_first_client(
    folder: Path, text: bytes
) -> None:
    stdin: Stdin = text or "null"
    server = Ours().start("-cert", "ecdsa.pem", stdin=stdin, cwd=folder)
    with server, connect(server.address) as client:
        assert read_to_end(client) == text
        assert server.wait() == 0
    assert b"\nCIPHER is" in server.stdout
    assert b"\nDONE\nshutting down SSL\nCONNECTION CLOSED\n" in server.stdout
    assert server.stderr == b"shutdown accept socket\n"


def test_the_end_of_input_ends_a_conversation(serve: Serve) -> None:
    server = serve()
    with connect(server.address) as client:
        server.wait_line(BLOCK)
        server.type(b"last")
        server.close_stdin()
        assert read_to_end(client) == b"last"
    assert server.wait() == 0


def test_a_letter_without_a_line_end_at_the_end_of_input_is_a_command(
    folder: Path,
) -> None:
    with Ours().start("-cert", "ecdsa.pem", stdin=b"Q", cwd=folder) as server:
        assert server.wait() == 0
    assert b"CIPHER is" not in server.stdout


@pytest.mark.parametrize("mode", ["quiet", *UNATTENDED])
def test_where_there_are_no_commands_letters_end_nothing(
    serve: Serve, mode: str
) -> None:
    server = serve(*MODES[mode])
    server.type(b"q\nQ\n")
    if mode == "quiet":
        with connect(server.address) as client:
            assert client.recv(100) == b"q\nQ\n"
    assert_serves(server, mode)


@pytest.mark.parametrize("mode", MODES)
def test_naccept_serves_so_many_and_waits_for_them(folder: Path, mode: str) -> None:
    with start(folder, *MODES[mode], "-naccept", "3") as server:
        assert_serves(server, mode)
        with silent(server.address, 1):
            wait_threads(server, 1)
            with connect(server.address) as last:
                eventually(
                    lambda: server.address.refuses() or None,
                    "a closed listening socket",
                )
                assert server.status is None
                if mode in {"console", "quiet"}:
                    last.unwrap()
        assert server.wait() == 0
