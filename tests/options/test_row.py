"""A row is a value that nothing changes, and says by default what most rows say."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from s_server.options.row import Keep, Kind, Option, Section

ROW = Option(
    name="crlf",
    kind=Kind.FLAG,
    section=Section.MODES,
    help="send CR LF for each LF typed",
    setting="mode.crlf",
)


def test_a_flag_means_true_and_the_last_one_wins() -> None:
    assert ROW.value is True
    assert ROW.keep is Keep.LAST
    assert ROW.convert is None
    assert not ROW.conf


def test_most_options_are_as_old_as_what_we_support() -> None:
    assert (ROW.since, ROW.until, ROW.needs, ROW.aliases) == ("1.1.1", "", "", ())


def test_rows_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        ROW.name = "lf"  # type: ignore[misc]  # that it is refused is the test


def test_kinds_are_told_apart_by_the_word_that_help_shows() -> None:
    words = [kind.value for kind in Kind]
    assert len(set(words)) == len(words)


def test_every_section_is_a_heading() -> None:
    assert all(section.endswith(" options") for section in Section)
