"""The tree of errors, and what each one keeps."""

from __future__ import annotations

import pytest

from s_server import errors
from s_server.errors import (
    LibraryError,
    PeerError,
    QueueEntry,
    SServerError,
    UsageError,
)


def entry(reason: str) -> QueueEntry:
    return QueueEntry(
        code=1,
        library="SSL routines",
        function="f",
        reason=reason,
        file="a.c",
        line=1,
        data="",
    )


@pytest.mark.parametrize(
    "name",
    ["UsageError", "UnsupportedError", "LoadError", "ListenError", "LibraryError",
     "PeerError"],
)  # fmt: skip
def test_every_error_is_ours(name: str) -> None:
    kind = getattr(errors, name)
    assert issubclass(kind, SServerError)
    error = kind("what failed: why")
    assert str(error) == error.message == "what failed: why"
    assert error.hints == ()


def test_hints_are_kept() -> None:
    assert SServerError("x", hints=("do this",)).hints == ("do this",)
    assert UsageError("x", hints=("do this",)).hints == ("do this",)


def test_a_usage_error_says_how_it_is_printed() -> None:
    plain = UsageError("x")
    assert (plain.bare, plain.see_help) == (False, False)
    shown = UsageError("x", bare=True, see_help=True)
    assert (shown.bare, shown.see_help) == (True, True)


def test_a_library_error_joins_its_reasons_once() -> None:
    queue = tuple(map(entry, ("bad end", "", "too long", "bad end")))
    error = LibraryError("x", queue=queue)
    assert error.queue == queue
    assert error.reasons == "bad end, too long"
    assert LibraryError("x").reasons == ""


def test_a_peer_error_keeps_the_queue() -> None:
    assert PeerError("x", queue=(entry("r"),)).queue == (entry("r"),)
    assert PeerError("x").queue == ()
