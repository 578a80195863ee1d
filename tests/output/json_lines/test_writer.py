"""Lines are whole, whoever writes them and whatever becomes of the reader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from s_server.events import Accepted, ConnectionInfo
from s_server.output.json_lines.moments import PRECISION, Moment
from s_server.output.json_lines.writer import GATHERED, LineWriter

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def complaints() -> list[str]:
    return []


def opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def run(threads: list[threading.Thread], writer: LineWriter, reading: int) -> list[str]:
    """Let the threads write, and answer all lines that come until the writer closes."""

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
    return got


def test_lines_of_several_threads_are_whole(complaints: list[str]) -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, complaints.append, owns=True)
    lines = [f"{number}{'x' * 5000}\n" for number in range(8)]

    def write(line: str) -> None:
        for _ in range(50):
            writer.add(line)

    threads = [threading.Thread(target=write, args=(line,)) for line in lines]
    got = run(threads, writer, reading)
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
from s_server.events import Accepted, ConnectionInfo
from s_server.output.json_lines.moments import PRECISION, Moment
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


def plain(event: Accepted, _: object) -> str:
    """A line of an event: its connection's number."""
    return f"{event.connection.number}\n"


def event(number: int) -> Accepted:
    return Accepted(connection=ConnectionInfo(number, "peer"))


def test_an_event_is_kept_with_its_moment(
    tmp_path: Path, complaints: list[str]
) -> None:
    writer = LineWriter(opened(tmp_path / "lines"), complaints.append, owns=True)
    moments: list[Moment] = []

    def note(_: Accepted, moment: Moment) -> str:
        moments.append(moment)
        return ""

    gather = writer.gatherer(note)
    one, two = event(1), event(2)
    before = time.monotonic()
    for each in (one, one, two, one):
        gather(each)
    after = time.monotonic()
    while time.monotonic() <= after + PRECISION:
        pass
    gather(one)
    writer.close()
    first, again, other, back, late = moments
    assert [moment[2] for moment in moments] == [
        each.connection for each in (one, one, two, one, one)
    ]
    assert before <= first[0] <= other[0] <= back[0] <= after < late[0]
    assert again is first or again[0] - first[0] > PRECISION
    assert back is not first
    assert abs(late[1] - time.time_ns()) < 1_000_000_000


def test_lines_are_gathered_until_they_are_wanted(
    tmp_path: Path, complaints: list[str]
) -> None:
    path = tmp_path / "lines"
    writer = LineWriter(opened(path), complaints.append, owns=True)
    gather = writer.gatherer(plain)
    gather(event(1))
    gather(event(2))
    assert path.read_text() == ""
    writer.flush()
    assert path.read_text() == "1\n2\n"
    gather(event(3))
    writer.add("4\n")  # takes those before it along
    assert path.read_text() == "1\n2\n3\n4\n"
    for number in range(GATHERED):
        gather(event(number))
    assert len(path.read_text().splitlines()) == 4 + GATHERED
    gather(event(5))
    writer.close()
    assert path.read_text().endswith("\n5\n")
    gather(event(6))
    writer.flush()
    assert path.read_text().endswith("\n5\n")


def test_several_threads_gather_and_write(complaints: list[str]) -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, complaints.append, owns=True)
    gather = writer.gatherer(plain)

    def tell(name: int) -> None:
        for number in range(2000):
            gather(event(name * 10_000 + number))
            if number % 7 == 0:
                writer.flush()

    threads = [threading.Thread(target=tell, args=(name,)) for name in range(4)]
    got = [divmod(int(line), 10_000) for line in run(threads, writer, reading)]
    # None is lost or doubled, and each thread's are in their order.
    for name in range(4):
        assert [n for who, n in got if who == name] == list(range(2000))


def test_a_failure_in_the_midst_of_gathered_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    command = [sys.executable, "-c", GATHERING, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=30, check=True
    )
    assert path.read_text() == "a" * 600 + "\n" + "d\n"
    assert done.stdout == "File too large\n"


# As LIMITED, but all is written at once.
GATHERING = LIMITED.replace("    writer.add(line + ", "    writer.put(line + ")
