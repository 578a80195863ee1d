"""The output hears everything that happens, and writes it where it was told to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from s_server.errors import UsageError
from s_server.events import Accepted, Bus, DhChosen, RecordPassed, Warned
from s_server.output.json_lines.encoders import Started, kinds
from s_server.output.json_lines.lines import json_output
from tests.kit.json_lines import problems_of, read_lines

from .samples import INFO, sample

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library


def test_every_event_is_a_line(tmp_path: Path, library: Library) -> None:
    bus, path = Bus(), tmp_path / "lines.json"
    bus.subscribe(RecordPassed, lambda _: None)
    writer = json_output(str(path), bus, library)
    told = [kind for kind in kinds() if kind is not Started]
    for kind in told:
        bus.emit(sample(kind))
    writer.close()
    bus.emit(DhChosen(from_file=True))
    lines = read_lines(path)
    assert len(lines) == 1 + len(told)
    assert lines[0]["event"] == "started"
    assert lines[0]["schema"] == 1
    assert lines[0]["library"] == library.version
    assert lines[0]["process"] == os.getpid()


def test_records_are_told_where_somebody_asks(tmp_path: Path, library: Library) -> None:
    bus = Bus()
    json_output(str(tmp_path / "lines.json"), bus, library).close()
    assert not bus.wants(RecordPassed)
    assert bus.wants(DhChosen)


def test_a_file_is_written_anew(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "lines.json"
    path.write_text("old\n" * 1000)
    json_output(str(path), Bus(), library).close()
    assert [line["event"] for line in read_lines(path)] == ["started"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing/lines.json", "No such file or directory"),
        (".", "Is a directory"),
        ("a\0b", "embedded null (byte|character)"),
    ],
)
def test_a_file_that_cannot_be_opened(path: str, reason: str, library: Library) -> None:
    with pytest.raises(UsageError, match=f"option -json: .*{reason}"):
        json_output(path, Bus(), library)


def test_a_full_disk_is_told_to_the_others(library: Library) -> None:
    bus = Bus()
    heard: list[Warned] = []
    bus.subscribe(Warned, heard.append)
    writer = json_output("/dev/full", bus, library)
    bus.emit(DhChosen(from_file=True))
    writer.close()
    assert [event.message for event in heard] == [
        "cannot write JSON to /dev/full: No space left on device"
    ]


def test_problems_are_found() -> None:
    """The judge of all other tests can say no."""
    good = (
        b'{"event":"dh_chosen","time":"2026-11-21T10:00:00.000000Z","from_file":true}\n'
    )
    assert problems_of(good) == ["it begins with ['dh_chosen']"]
    assert problems_of(b"") == []
    assert len(problems_of(good + b'{"event":"dh_')) == 2
    assert "NaN is no JSON" in problems_of(good.replace(b"true", b"NaN"))[0]
    assert len(problems_of(good.replace(b"true", b'"yes"'))) == 2


def test_a_connections_lines_wait_until_the_bus_settles(
    tmp_path: Path, library: Library
) -> None:
    bus, path = Bus(), tmp_path / "lines.json"
    writer = json_output(str(path), bus, library)

    def seen() -> list[str]:
        return [line["event"] for line in read_lines(path)]

    bus.emit(Accepted(connection=INFO))
    assert seen() == ["started"]
    bus.settle()
    assert seen() == ["started", "accepted"]
    bus.emit(Accepted(connection=INFO))
    # What is told of the server is written at once, after what came before.
    bus.emit(DhChosen(from_file=True))
    assert seen() == ["started", "accepted", "accepted", "dh_chosen"]
    writer.close()
