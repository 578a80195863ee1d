"""The file of a key log: who names it, how it is made, what fails and when."""

from __future__ import annotations

import os
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from s_server.config import KeyLog
from s_server.errors import UsageError
from s_server.setup import keylog
from s_server.setup.keylog import HEADER, VARIABLE, KeyLogFile

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a log may be made; no variable names one."""
    monkeypatch.delenv(VARIABLE, raising=False)
    return tmp_path / "keys.log"


def test_without_a_name_there_is_none(context: Context, path: Path) -> None:
    keylog.apply(context, KeyLog())
    assert keylog.open_log(context, KeyLog()) is None
    assert context.log_secret is None
    assert not path.exists()


def test_lines_are_appended_after_the_header(context: Context, path: Path) -> None:
    opened = keylog.open_log(context, KeyLog(file=str(path)))
    assert opened is not None
    assert context.log_secret is not None
    assert path.read_bytes() == HEADER
    assert context.log_secret(b"A 1 2") is None
    assert opened.add(b"B 3 4") is None
    opened.close()
    assert path.read_bytes() == HEADER + b"A 1 2\nB 3 4\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_log_with_lines_in_it_gets_no_second_header(path: Path) -> None:
    for _ in range(2):
        log = KeyLogFile(str(path))
        log.add(b"x")
        log.close()
    assert path.read_bytes() == HEADER + b"x\nx\n"


def test_a_pipe_gets_no_header(path: Path) -> None:
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        log = KeyLogFile(str(path))
        log.add(b"x")
        assert os.read(reader, 100) == b"x\n"
    finally:
        os.close(reader)
    problem = log.add(b"nobody reads this")
    assert problem == f"{path}: Broken pipe"
    log.close()


def test_the_option_goes_before_the_variable(
    context: Context, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = path.with_name("other.log")
    monkeypatch.setenv(VARIABLE, str(other))
    for given, made in ((KeyLog(), other), (KeyLog(file=str(path)), path)):
        opened = keylog.open_log(context, given)
        assert opened is not None
        assert opened.path == str(made)
        opened.close()
    monkeypatch.setenv(VARIABLE, "")
    assert keylog.open_log(context, KeyLog()) is None


@pytest.mark.parametrize("name", ["missing/x", ".", "", "/dev/full", "a\0b"])
def test_a_file_that_cannot_be_written(
    context: Context, path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(path.parent)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(UsageError) as caught:
        keylog.open_log(context, KeyLog(file=name))
    assert caught.value.message == f"Error writing keylog file {name}"
    assert caught.value.bare
    assert caught.value.hints[0].startswith("-keylogfile: ")
    assert len(os.listdir("/proc/self/fd")) == before
    assert context.log_secret is None


def test_the_error_names_the_variable(
    context: Context, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(path / "missing"))
    with pytest.raises(UsageError) as caught:
        keylog.open_log(context, KeyLog())
    assert caught.value.hints == (f"{VARIABLE}: No such file or directory",)


def test_a_failure_is_told_once(path: Path) -> None:
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    log = KeyLogFile(str(path))
    os.close(reader)
    told = [log.add(b"x") for _ in range(3)]
    assert told == [f"{path}: Broken pipe", None, None]
    log.close()


def test_a_closed_log_takes_nothing(path: Path) -> None:
    log = KeyLogFile(str(path))
    log.close()
    log.close()
    assert log.add(b"late") is None
    assert path.read_bytes() == HEADER


def test_lines_of_many_threads_and_two_logs_are_whole(path: Path) -> None:
    logs = [KeyLogFile(str(path)) for _ in range(2)]
    together = threading.Barrier(8)

    def write(number: int) -> None:
        together.wait(20)
        for _ in range(200):
            logs[number % 2].add(b"%d" % number * 150)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for log in logs:
        log.close()
    lines = path.read_bytes().removeprefix(HEADER).split(b"\n")
    assert lines.pop() == b""
    assert sorted(set(lines)) == [b"%d" % number * 150 for number in range(8)]
    assert len(lines) == 1600
