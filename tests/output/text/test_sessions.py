"""The lines on sessions kept outside of OpenSSL."""

from __future__ import annotations

import pytest

from s_server import events
from s_server.libssl.load import Release
from s_server.output.text import sessions
from s_server.output.text.pieces import Stream, Style
from tests.output.facts import INFO, lines

STYLE = Style(release=Release.V3_0)


def test_stored_and_looked_up() -> None:
    stored = sessions.stored(events.SessionStored(connection=INFO), STYLE)
    assert lines(stored, Stream.ERR) == ["New session added to external cache"]


@pytest.mark.parametrize(("found", "word"), [(True, "hit"), (False, "miss")])
def test_looked_up(*, found: bool, word: str) -> None:
    event = events.SessionLookedUp(connection=INFO, found=found)
    pieces = sessions.looked_up(event, STYLE)
    assert lines(pieces, Stream.ERR) == [f"Lookup session: cache {word}"]


def test_a_prefix_and_one_that_is_too_long() -> None:
    event = events.IdPrefixSet(prefix="x", is_too_long=False)
    pieces = sessions.prefix_set(event, STYLE)
    assert lines(pieces, Stream.ERR) == ["id_prefix 'x' set."]
    event = events.IdPrefixSet(prefix="x" * 32, is_too_long=True)
    pieces = sessions.prefix_set(event, STYLE)
    assert lines(pieces, Stream.ERR) == [
        "warning: id_prefix is too long, only one new session will be possible",
        f"id_prefix '{'x' * 32}' set.",
    ]


def test_a_store_that_fails_and_is_back() -> None:
    for problem, said in (
        ("no answer", "a: no answer: nothing resumes from it until it is back"),
        (None, "a is back"),
    ):
        event = events.SessionStoreChanged(store="a", problem=problem)
        pieces = sessions.store_changed(event, STYLE)
        expected = f"s_server: warning: session store {said}"
        assert lines(pieces, Stream.ERR) == [expected]


def test_keys_that_were_read() -> None:
    pieces = sessions.keys_read(events.TicketKeysRead(path="p", count=2), STYLE)
    assert lines(pieces, Stream.ERR) == ["s_server: ticket keys read from p: 2"]
