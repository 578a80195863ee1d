"""Blocks are written whole, to readers that may be gone."""

from __future__ import annotations

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from s_server import events
from s_server.config import Config, Mode, Network, Output, Trace, Web
from s_server.errors import UsageError
from s_server.events import Bus
from s_server.events.trace import StateReached
from s_server.libssl.load import Release
from s_server.output.text import dialects, printer
from s_server.output.text.pieces import Piece, Stream, Style, err, out
from s_server.output.text.printer import Printer, dialect_of, text_output, write_all
from tests.output.facts import INFO, PlainFacts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STYLE = Style(release=Release.V3_0)
EVENT = events.StoppedListening()
LIMIT = 10


class Written:
    """What was written to each descriptor, call by call."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, bytes]] = []

    def __call__(self, descriptor: int, data: bytes | bytearray) -> None:
        if data:
            self.calls.append((descriptor, bytes(data)))

    def to(self, descriptor: int) -> bytes:
        return b"".join(data for to, data in self.calls if to == descriptor)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    made = Written()
    monkeypatch.setattr(printer, "write_all", made)
    return made


def show(made: Printer, *pieces: Piece) -> None:
    """Print pieces as some event would."""
    bus = Bus()
    made.subscribe(bus, {type(EVENT): lambda _, __: list(pieces)})
    bus.emit(EVENT)


BLOCK = (out("one"), err("two"), Piece(Stream.RAW, b"raw"), out("three"))


def test_each_stream_has_its_descriptor_and_order(written: Written) -> None:
    show(Printer(STYLE, silent=False), *BLOCK)
    assert written.calls == [(1, b"one\nrawthree\n"), (2, b"two\n")]


def test_silence_is_for_lines_on_standard_output_only(written: Written) -> None:
    show(Printer(STYLE, silent=True), *BLOCK)
    assert written.calls == [(1, b"raw"), (2, b"two\n")]


def test_the_prefix_is_for_lines_on_standard_output_only(written: Written) -> None:
    pem = out(b"a\nb\n\nwith\rreturn")
    show(Printer(STYLE, silent=False, prefix=b"# "), *BLOCK, pem)
    assert written.to(1) == b"# one\nraw# three\n# a\n# b\n# \n# with\rreturn\n"
    assert written.to(2) == b"two\n"


def test_renderers_know_the_thread_they_are_on(written: Written) -> None:
    bus = Bus()
    Printer(STYLE, silent=False).subscribe(
        bus, {type(EVENT): lambda _, style: [err(str(style.thread))]}
    )
    bus.emit(EVENT)
    assert written.to(2) == b"%d\n" % threading.get_ident()


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The reading end of what stands for standard output."""
    ours, theirs = os.pipe()
    monkeypatch.setattr(printer, "STDOUT", theirs)
    yield ours
    os.close(ours)
    os.close(theirs)


def test_blocks_of_many_threads_stay_whole(pipe: int) -> None:
    made = Printer(STYLE, silent=False)
    threads, blocks, size = 8, 40, 50

    def print_blocks(number: int) -> None:
        for _ in range(blocks):
            show(made, *(out(f"{number} {line}") for line in range(size)))

    expected = sum(
        len(f"{number} {line}\n") * blocks
        for number in range(threads)
        for line in range(size)
    )
    with ThreadPoolExecutor(threads) as pool:
        done = [pool.submit(print_blocks, number) for number in range(threads)]
        read = bytearray()
        while len(read) < expected:
            read += os.read(pipe, 65536)
        for one in done:
            one.result(LIMIT)
    rows = [line.split() for line in read.decode().splitlines()]
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        assert len({number for number, _ in block}) == 1
        assert [line for _, line in block] == [str(n) for n in range(size)]


def test_a_reader_that_is_gone_is_no_error() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    write_all(theirs, b"nobody reads this")
    os.close(theirs)
    write_all(theirs, b"and nobody can")


def test_any_other_failure_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int, __: memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    write_all(1, b"text")


def test_a_descriptor_that_does_not_block_gets_everything() -> None:
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    data = bytes(range(256)) * 4096
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_all, theirs, data)
        read = bytearray()
        while len(read) < len(data):
            read += os.read(ours, 65536)
        writing.result(LIMIT)
    assert read == data
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (Config(), dialects.CONSOLE),
        (Config(mode=Mode(reverse=True)), dialects.REVERSE),
        (Config(mode=Mode(reverse=True, web=Web.FILES)), dialects.REVERSE),
        (Config(mode=Mode(web=Web.RAW_FILES)), dialects.WEB),
        (
            Config(network=Network(non_blocking=True)),
            dialects.CONSOLE | dialects.NON_BLOCKING,
        ),
        (
            Config(network=Network(non_blocking_test=True), mode=Mode(web=Web.FILES)),
            dialects.WEB | dialects.NON_BLOCKING,
        ),
    ],
)
def test_the_mode_chooses_the_dialect(
    config: Config, expected: dialects.Dialect
) -> None:
    assert dialect_of(config) == expected


@pytest.mark.parametrize("output", [Output(quiet=True), Output(brief=True)])
def test_quiet_and_brief_silence_standard_output(
    written: Written, output: Output
) -> None:
    bus = Bus()
    text_output(bus, Config(output=output), Release.V3_0)
    bus.emit(events.Listening(addresses=("a:1",), port=1, chosen=True))
    bus.emit(events.TurnBegan(connection=INFO, facts=PlainFacts()))
    bus.emit(events.DataReceived(connection=INFO, data=b"data"))
    assert written.to(1) == b"data"
    assert bool(written.to(2)) is output.brief


def test_the_prefix_comes_from_the_environment(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_OSSL_PREFIX", "> ")
    bus = Bus()
    text_output(bus, Config(), Release.V3_0)
    bus.emit(events.Closed(connection=INFO))
    assert written.to(1) == b"> CONNECTION CLOSED\n"


def test_messages_go_to_a_file_or_are_never_silent(tmp_path: Path) -> None:
    path = tmp_path / "messages"
    path.write_text("old")
    piece = [Piece(Stream.MESSAGES, b"line\n")]
    silent = Printer(STYLE, silent=True, prefix=b"P:")
    with pytest.MonkeyPatch.context() as patched:
        written = Written()
        patched.setattr(printer, "write_all", written)
        silent._print(piece)
        assert written.to(1) == b"P:line\n"
    config = Config(trace=Trace(file=str(path), states=True))
    opened = printer._opened(str(path))
    try:
        assert path.read_bytes() == b""
        Printer(STYLE, silent=False, prefix=b"P:", messages=opened)._print(piece)
    finally:
        os.close(opened)
    assert path.read_bytes() == b"line\n"
    assert StateReached in dialect_of(config)


def test_a_file_for_messages_that_cannot_be_written(tmp_path: Path) -> None:
    config = Config(trace=Trace(file=str(tmp_path)))
    with pytest.raises(UsageError, match="Error writing file") as caught:
        text_output(Bus(), config, Release.V3_0)
    assert caught.value.hints == ("-msgfile: Is a directory",)


@pytest.mark.parametrize("output", [Output(quiet=True), Output(brief=True)])
def test_debugging_undoes_silence(output: Output) -> None:
    style = printer.style_of(
        Config(output=output, trace=Trace(traffic=True)), Release.V3_0
    )
    event = events.TurnBegan(connection=INFO, facts=PlainFacts())
    pieces = dialects.CONSOLE[events.TurnBegan](event, style)
    assert any(b"CIPHER is" in piece.data for piece in pieces)
    assert any(piece.stream is Stream.ERR for piece in pieces) == output.brief
