"""Shared keys: one, many in a file, a session, and the hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Protocol, Psk
from s_server.errors import LoadError, UsageError
from s_server.events import Bus, PskHintUnused
from s_server.setup import psk

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context

NAME = b"Client_identity"


def applied(
    context: Context, protocol: Protocol | None = None, **fields: object
) -> int:
    """Apply, and count the hints that were of no use."""
    told: list[PskHintUnused] = []
    bus = Bus()
    bus.subscribe(PskHintUnused, told.append)
    psk.apply(context, Psk(**fields), protocol or Protocol(), bus)  # type: ignore[arg-type]  # the tests' own fields
    assert context.library.functions.ERR_peek_error() == 0
    return len(told)


def hints(context: Context, path: Path, content: bytes) -> tuple[str, ...]:
    path.write_bytes(content)
    with pytest.raises(LoadError) as caught:
        psk.read_keys(context, str(path))
    assert str(path) in caught.value.message
    return caught.value.hints


def test_without_keys_nothing_is_answered(context: Context) -> None:
    assert applied(context, identity="x") == 0
    assert context.shared_keys is None


def test_one_key_is_for_everybody(context: Context) -> None:
    applied(context, key=b"k")
    shared = context.shared_keys
    assert shared is not None
    assert shared.keys == {NAME: b"k"}
    assert shared.lenient


def test_with_a_file_each_key_has_its_owner(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"other:0a0b\n")
    applied(context, key=b"k", file=str(path), identity="mine")
    shared = context.shared_keys
    assert shared is not None
    assert shared.keys == {b"mine": b"k", b"other": b"\x0a\x0b"}
    assert not shared.lenient


def test_lines_of_a_file(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(
        b"# a comment\n\n   \n  # another\none:00\r\ntw:o:0Af1 \n \xff x : 22\nlast:33"
    )
    assert psk.read_keys(context, str(path)) == {
        b"one": b"\x00",
        b"tw:o": b"\x0a\xf1",
        b" \xff x ": b"\x22",
        b"last": b"\x33",
    }


def test_each_bad_line_is_named(context: Context, tmp_path: Path) -> None:
    long = b"00" * 100_000
    content = (
        b"good:00\nno colon\n:00\nempty:\nx:0g\n# fine\nodd:123\ngood:01\nlong:%b\n"
        b"%b:00\n" % (long, b"i" * 70_000)
    )
    said = hints(context, tmp_path / "keys", content)
    assert said == (
        "line 2: there is no colon between an identity and its key",
        "line 3: there is no identity before the colon",
        "line 4: there is no key after the colon",
        "line 5: the key is not hexadecimal",
        "line 7: the key has an odd number of digits: 3",
        "line 8: this identity has a key already",
        "line 9: the key is too long: 100000 bytes",
        "line 10: the identity is too long: 70000 bytes",
    )


def test_a_file_without_keys(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    assert hints(context, path, b"# nothing\n") == ()
    with pytest.raises(LoadError, match="No such file or directory"):
        psk.read_keys(context, "/missing")
    with pytest.raises(LoadError, match="Is a directory"):
        psk.read_keys(context, str(tmp_path))


def test_a_key_that_is_too_long(context: Context) -> None:
    with pytest.raises(UsageError, match="option -psk has 100000 bytes"):
        applied(context, key=bytes(100_000))


def test_hints(context: Context) -> None:
    assert applied(context, hint="a hint") == 0
    assert applied(context, hint="a hint", protocol=Protocol(only="TLSv1.3")) == 1
    with pytest.raises(UsageError) as caught:
        applied(context, hint="x" * 1000)
    assert caught.value.message == "error setting PSK identity hint to context"
    assert "option -psk_hint has 1000 bytes" in caught.value.hints[0]


def test_sessions_that_cannot_be_used(context: Context, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        applied(context, session="missing")
    assert caught.value.message == "Can't open PSK session file missing"
    assert caught.value.hints == ("No such file or directory",)
    path = tmp_path / "nonsense"
    path.write_bytes(b"nonsense")
    with pytest.raises(UsageError, match="Can't read PSK session file ") as caught:
        applied(context, session=str(path))
    assert "no start line" in caught.value.hints
