"""Pass phrases from everywhere."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from s_server.config import Identity
from s_server.errors import UsageError
from s_server.setup.pass_phrase import LIMIT, Phrases, read_phrases, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def pipe(data: bytes) -> Iterator[int]:
    """A descriptor from which these bytes can be read, followed by the end."""
    reader, writer = os.pipe()
    with open(writer, "wb") as end:
        end.write(data)
    try:
        yield reader
    finally:
        os.close(reader)


def unreadable(source: str) -> str:
    """The reason for which a source cannot be read."""
    with pytest.raises(UsageError) as caught:
        read_source(source)
    assert caught.value.message == "Error getting password"
    assert not caught.value.see_help
    return caught.value.hints[0]


@pytest.mark.parametrize(
    ("source", "phrase"),
    [
        ("pass:", b""),
        ("pass:open sesame", b"open sesame"),
        ("pass:a:b", b"a:b"),
        ("pass:caf\u00e9\udcff", b"caf\xc3\xa9\xff"),
    ],
)
def test_in_the_word_itself(source: str, phrase: bytes) -> None:
    assert read_source(source) == [phrase]


def test_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environb, b"PHRASE", b"open \xff")
    assert read_source("env:PHRASE") == [b"open \xff"]
    monkeypatch.delenv("PHRASE")
    assert unreadable("env:PHRASE") == "No environment variable PHRASE"


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (b"open\nsecond line\n", b"open"),
        (b"open\r\n", b"open"),
        (b"open", b"open"),
        (b" open \n", b" open "),
        (b"\n", b""),
    ],
)
def test_in_a_file(tmp_path: Path, content: bytes, phrase: bytes) -> None:
    path = tmp_path / "phrase"
    path.write_bytes(content)
    assert read_source(f"file:{path}") == [phrase]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    reason = unreadable(f"file:{missing}")
    assert reason == f"Can't open file {missing}: No such file or directory"
    assert unreadable(f"file:{tmp_path}").endswith(": Is a directory")


def test_a_descriptor_is_read_to_the_end_of_the_line_only() -> None:
    with pipe(b"open sesame\r\nthe rest\n") as descriptor:
        assert read_source(f"fd:{descriptor}") == [b"open sesame"]
        assert os.read(descriptor, 100) == b"the rest\n"


def test_a_line_without_an_end() -> None:
    with pipe(b"open") as descriptor:
        assert read_source(f"fd:{descriptor}") == [b"open"]


def test_a_line_without_measure_is_not_read_for_ever() -> None:
    with pipe(b"x" * (LIMIT + 10)) as descriptor:
        assert read_source(f"fd:{descriptor}") == [b"x" * LIMIT]


def test_an_empty_descriptor() -> None:
    with pipe(b"") as descriptor:
        source = f"fd:{descriptor}"
        expected = f"Error reading password from {source}: it is empty"
        assert unreadable(source) == expected


@pytest.mark.parametrize("number", ["x", "", "9" * 30, "-1", "4000"])
def test_what_is_no_descriptor(number: str) -> None:
    assert "descriptor" in unreadable(f"fd:{number}")


def test_standard_input() -> None:
    kept = os.dup(0)
    try:
        with pipe(b"open sesame\nhello client\n") as descriptor:
            os.dup2(descriptor, 0)
            assert read_source("stdin") == [b"open sesame"]
            assert os.read(0, 100) == b"hello client\n"
            assert unreadable("stdin").endswith("from stdin: it is empty")
    finally:
        os.dup2(kept, 0)
        os.close(kept)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("secret", "Invalid password argument, missing ':' within the first 5 chars"),
        ("", "Invalid password argument, missing ':' within the first 5 chars"),
        ("word:x", 'Invalid password argument, starting with "word:"'),
    ],
)
def test_an_unknown_source(source: str, reason: str) -> None:
    assert unreadable(source) == reason


def test_an_unknown_source_names_the_option_and_what_it_takes() -> None:
    with pytest.raises(UsageError) as caught:
        read_phrases(Identity(second_pass_source="secret"), nobody)
    assert caught.value.hints[1] == (
        "-dpass takes pass:PHRASE, env:NAME, file:PATH, fd:NUMBER or stdin"
    )


def nobody(_: str) -> str | None:
    return None


def both(first: str | None, second: str | None) -> list[bytes | None]:
    """The phrases of -pass and -dpass for one and the same file."""
    phrases = read_phrases(
        Identity(pass_source=first, second_pass_source=second), nobody
    )
    assert [one.option for one in phrases] == ["pass", "dpass"]
    return [one.of("key.pem").pass_phrase() for one in phrases]


def test_one_source_for_both_has_a_line_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "phrases"
    path.write_bytes(b"open\nsesame\nthird\n")
    assert both(f"file:{path}", f"file:{path}") == [b"open", b"sesame"]
    assert both(f"file:{path}", f"file:{tmp_path}/../{tmp_path.name}/phrases") == [
        b"open",
        b"open",
    ]
    monkeypatch.setitem(os.environb, b"PHRASE", b"open")
    assert both("env:PHRASE", "env:PHRASE") == [b"open", b"open"]
    assert both("pass:x", "pass:x") == [b"x", b"x"]
    with pipe(b"open\nsesame\nthe rest\n") as descriptor:
        source = f"fd:{descriptor}"
        assert both(source, source) == [b"open", b"sesame"]
        assert os.read(descriptor, 100) == b"the rest\n"


def test_a_second_line_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "phrases"
    path.write_bytes(b"open\n")
    with pytest.raises(UsageError) as caught:
        both(f"file:{path}", f"file:{path}")
    assert caught.value.hints[0].endswith(": it has no second line, for -dpass")


def test_one_of_the_two_alone(tmp_path: Path) -> None:
    assert both("pass:x", None) == [b"x", None]
    assert both(None, "pass:x") == [None, b"x"]
    empty = tmp_path / "empty"
    empty.touch()
    assert unreadable(f"file:{empty}").endswith(": it is empty")


def test_without_a_source_it_is_asked_for_when_needed() -> None:
    asked: list[str] = []

    def prompt(question: str) -> str:
        asked.append(question)
        return "open s\u00e9same"

    phrases = Phrases(None, prompt)
    phrase = phrases.of("key.pem")
    assert asked == []
    assert phrase.pass_phrase() == "open s\u00e9same".encode()
    # A second reading of the same file asks no more.
    assert phrases.of("key.pem").pass_phrase() == "open s\u00e9same".encode()
    assert asked == ["Enter pass phrase for key.pem:"]
    phrases.of("cert.pem").pass_phrase()
    assert asked[1:] == ["Enter pass phrase for cert.pem:"]


def test_nobody_to_ask() -> None:
    phrase = Phrases(None, nobody).of("key.pem")
    assert phrase.pass_phrase() is None
    assert phrase.missing


def test_a_given_phrase_is_never_asked_for() -> None:
    def prompt(_: str) -> str:
        raise AssertionError("asked")

    assert Phrases(b"x", prompt).of("key.pem").pass_phrase() == b"x"
