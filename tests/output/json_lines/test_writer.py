"""Lines are whole, whoever writes them and whatever becomes of the reader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from s_server.output.json_lines.writer import LineWriter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def complaints() -> list[str]:
    return []


def opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def test_lines_of_several_threads_are_whole(complaints: list[str]) -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, complaints.append, owns=True)
    lines = [f"{number}{'x' * 5000}\n" for number in range(8)]

    def write(line: str) -> None:
        for _ in range(50):
            writer.add(line)

    threads = [threading.Thread(target=write, args=(line,)) for line in lines]

    def close() -> None:
        for thread in threads:
            thread.join()
        writer.close()

    closer = threading.Thread(target=close)
    for thread in (*threads, closer):
        thread.start()
    with open(reading, encoding="ascii") as file:
        got = file.readlines()
    closer.join()
    assert sorted(got) == sorted(lines * 50)
    assert complaints == []


def test_a_pipe_that_is_full_is_waited_for(complaints: list[str]) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    writer = LineWriter(writing, complaints.append, owns=True)
    size = 300_000

    def write() -> None:
        writer.add("x" * size + "\n")
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    with open(reading, "rb") as file:
        assert len(file.read()) == size + 1
    thread.join()


def test_a_reader_that_is_gone_ends_nothing(complaints: list[str]) -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, complaints.append, owns=True)
    os.close(reading)
    writer.add("one\n")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(writing)
    writer.add("two\n")
    assert complaints == []


# In a process of its own: the limit would hold for whatever pytest writes too.
LIMITED = """
import os, resource, signal, sys
from s_server.output.json_lines.writer import LineWriter

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
writer = LineWriter(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT), print, owns=True)
for line in ("a" * 600, "b" * 600, "c" * 600, "d"):
    writer.add(line + "\\n")
writer.close()
"""


def test_a_half_line_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    command = [sys.executable, "-c", LIMITED, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=True
    )
    assert path.read_text() == "a" * 600 + "\nd\n"
    assert done.stdout == "File too large\n"


def test_a_full_disk_is_told_once(complaints: list[str]) -> None:
    writer = LineWriter(os.open("/dev/full", os.O_WRONLY), complaints.append, owns=True)
    writer.add("one\n")
    writer.add("two\n")
    writer.close()
    assert complaints == ["No space left on device"]


def test_a_complaint_may_be_a_line() -> None:
    # The one who complains is told of on the same bus.
    writers: list[LineWriter] = []
    descriptor = os.open("/dev/full", os.O_WRONLY)
    writers.append(LineWriter(descriptor, lambda _: writers[0].add("x\n"), owns=True))
    writers[0].add("one\n")
    writers[0].close()


def test_what_is_not_ours_stays_open(tmp_path: Path, complaints: list[str]) -> None:
    descriptor = opened(tmp_path / "lines")
    writer = LineWriter(descriptor, complaints.append, owns=False)
    writer.add("one\n")
    writer.close()
    writer.add("two\n")
    os.fstat(descriptor)
    os.close(descriptor)
    assert (tmp_path / "lines").read_text() == "one\n"


def test_a_path_that_is_no_text(tmp_path: Path, complaints: list[str]) -> None:
    writer = LineWriter(opened(tmp_path / "lines"), complaints.append, owns=True)
    writer.add('"\udcffé"\n')
    writer.close()
    assert json.loads((tmp_path / "lines").read_bytes()) == "\\xffé"
