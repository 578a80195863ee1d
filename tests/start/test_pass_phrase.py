"""Pass phrases from standard input, a descriptor, and a terminal."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.kit.certificates import PASS_PHRASE
from tests.kit.clients import start_s_client
from tests.kit.release import refused_command
from tests.kit.servers import Ours, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = ("-cert", "rsa-cert.pem", "-key", "rsa-key-encrypted.pem")
SECOND = ("-dcert", "ecdsa-cert.pem", "-dkey", "ecdsa-key-encrypted.pem")
SECONDS = 20


def test_one_line_is_taken_and_the_rest_is_typed(folder: Path) -> None:
    typed = f"{PASS_PHRASE}\nhello client\nbye\n".encode()
    options = (*KEY, "-pass", "stdin", "-naccept", "1")
    with Ours().start(*options, stdin=typed, cwd=folder) as server:
        client = start_s_client(server.address, "-quiet", "-no_ign_eof")
        with client:
            client.wait_bytes(b"hello client\nbye\n")
            client.finish()
        assert server.wait() == 0
    assert PASS_PHRASE.encode() not in server.stdout + server.stderr


def test_a_line_that_is_typed_late(folder: Path) -> None:
    with Ours().launch(
        "-accept", "127.0.0.1:0", *KEY, "-pass", "stdin", cwd=folder
    ) as server:
        server.type(b"open ")
        server.type(b"sesame\n")
        server.wait_ready(prints_accept=True)
        server.type(b"Q\n")
        assert server.wait() == 0


def test_two_lines_are_taken_where_both_read_standard_input(folder: Path) -> None:
    typed = f"{PASS_PHRASE}\n{PASS_PHRASE}\nhello client\n".encode()
    options = (*KEY, *SECOND, "-pass", "stdin", "-dpass", "stdin", "-naccept", "1")
    with Ours().start(*options, stdin=typed, cwd=folder) as server:
        client = start_s_client(server.address, "-quiet", "-no_ign_eof")
        with client:
            client.wait_bytes(b"hello client\n")
            client.finish()
        assert server.wait() == 0


def test_a_terminal_is_asked_once_for_each_file(folder: Path) -> None:
    # The certificate of the second is in the same file as its key.
    words = (*KEY, "-dcert", "ecdsa.p12")
    with on_terminal(folder, *words) as (terminal, process):
        for file in (b"rsa-key-encrypted.pem:", b"ecdsa.p12:"):
            question = read_until(terminal, file)
            assert question.count(b"Enter pass phrase for") == 1
            os.write(terminal, PASS_PHRASE.encode() + b"\n")
        assert process.stdout is not None
        read_until(process.stdout.fileno(), b"ACCEPT")
        os.write(terminal, b"Q\n")
        process.communicate(timeout=SECONDS)
        assert process.returncode == 0


@pytest.mark.parametrize("phrase", [PASS_PHRASE, "open barley"])
def test_a_terminal_is_asked(folder: Path, phrase: str) -> None:
    with on_terminal(folder, *KEY) as (terminal, process):
        question = read_until(terminal, b"rsa-key-encrypted.pem:")
        assert b"Enter pass phrase for" in question
        os.write(terminal, phrase.encode() + b"\n")
        assert process.stdout is not None
        if phrase == PASS_PHRASE:
            read_until(process.stdout.fileno(), b"ACCEPT")
            os.write(terminal, b"Q\n")
        _, complained = process.communicate(timeout=SECONDS)
        wrong = phrase != PASS_PHRASE
        assert process.returncode == wrong
        assert (b": wrong pass phrase" in complained) is wrong


@contextmanager
def on_terminal(
    folder: Path, *words: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Our program on a terminal of its own, and the other end of that."""
    ours, theirs = os.openpty()
    # setsid makes the terminal the controlling one, as a login does.
    command = ["setsid", "--ctty", sys.executable, "-m", "s_server",
               "-accept", "127.0.0.1:0", *words]  # fmt: skip
    with subprocess.Popen(
        command,
        cwd=folder,
        env=clean_environment(),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        try:
            yield ours, process
        finally:
            process.kill()
            os.close(ours)


def read_until(descriptor: int, end: bytes) -> bytes:
    received = b""
    while end not in received:
        assert select.select([descriptor], [], [], SECONDS)[0], received
        received += os.read(descriptor, 1000)
    return received


def test_pipes_as_files(folder: Path) -> None:
    # As bash does for -cert <(cat cert.pem) -key <(cat key.pem).
    descriptors = [filled(folder / name) for name in ("rsa-cert.pem", "rsa-key.pem")]
    cert, key = (f"/dev/fd/{number}" for number in descriptors)
    command = [sys.executable, "-m", "s_server", "-accept", "127.0.0.1:0",
               "-cert", cert, "-key", key]  # fmt: skip
    try:
        done = subprocess.run(
            [*command, "-cipher", "nope"],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    finally:
        for number in descriptors:
            os.close(number)
    # The files come before the ciphers, so they were read.
    assert done.stderr.startswith(b"%s\n" % refused_command("-cipher", "nope").encode())


def filled(path: Path) -> int:
    reader, writer = os.pipe()
    with open(writer, "wb") as pipe:
        pipe.write(path.read_bytes())
    return reader
