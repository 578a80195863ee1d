"""Every option of every release and of the manual pages is ours, with its word.

What the five programs print stands in records (tools/record_options.py); the programs
that are here are asked again.  That each option does something is for
tests/house/test_settings.py, and that it does the right thing for
tests/compat/test_options.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from s_server.options.help import help_text
from s_server.options.row import Kind, Option
from s_server.options.table import BY_NAME, OPTIONS
from tests.kit.listings import FOLDER, Listing, ask, programs, read, read_page, recorded

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = recorded()
PROGRAMS = {listing.release: listing for listing in RECORDS if listing.release}
RELEASES = ("1.1.1", "3.0", "3.5", "3.6", "4.0")
EVERY = sorted({name for listing in RECORDS for name in listing.options})
# The kinds where we take more than the programs do: their manual's P12.
WIDER = {Kind.PEM_OR_DER: "PEM|DER"}
# Option and release: the word that it had there, before it took more.
BEFORE = {("dkeyform", "1.1.1"): "PEM|DER"}
# No build of Debian's has these; the manual pages do.
NOT_IN_DEBIAN = {
    **dict.fromkeys(("ssl3", "sctp", "sctp_label_bug"), RELEASES),
    "trace": ("1.1.1",),
}
HELP = help_text()


def numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))


def releases_of(option: Option) -> list[str]:
    """The releases whose program has the option, by its row."""
    until = numbers(option.until or "9")
    return [
        release
        for release in RELEASES
        if numbers(option.since) <= numbers(release) <= until
        if release not in NOT_IN_DEBIAN.get(option.name, ())
    ]


def test_the_records_are_there() -> None:
    assert tuple(sorted(PROGRAMS)) == RELEASES
    assert len(RECORDS) == len(RELEASES) + 2
    for listing in RECORDS:
        assert len(listing.options) > 130
        assert re.fullmatch(r"recorded 20\d\d-\d\d-\d\d", listing.head[-1])


@pytest.mark.parametrize("name", EVERY)
def test_every_option_has_a_row_and_stands_in_the_help(name: str) -> None:
    assert name in BY_NAME
    assert re.search(rf"(?<![\w-])-{name}(?![\w-])", HELP)


@pytest.mark.parametrize("release", RELEASES)
def test_what_follows_a_name_is_the_same(release: str) -> None:
    for name, word in PROGRAMS[release].options.items():
        option = BY_NAME[name]
        ours = option.argument or WIDER.get(option.kind, option.kind.value)
        assert BEFORE.get((name, release), ours) == word, name


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_a_row_knows_its_releases(option: Option) -> None:
    assert (option.since == "s_server") is (option.name not in EVERY)
    if option.since != "s_server":
        listed = [r for r in RELEASES if option.name in PROGRAMS[r].options]
        assert listed == releases_of(option)


@pytest.mark.parametrize("name", programs())
def test_the_programs_here_are_as_recorded(name: str) -> None:
    listing = ask(programs()[name])
    # A release that Debian got since: what it brings is to be recorded and built.
    expected = PROGRAMS.get(listing.release, listing)
    assert listing.options == expected.options


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    listing = Listing(("OpenSSL 1.1.1w  1 Jan 2026", "x"), {"a": "+int", "4": ""})
    path = tmp_path / "record.txt"
    path.write_text(listing.text())
    assert read(path) == listing
    assert listing.release == "1.1.1"
    assert {read(path).text() for path in FOLDER.iterdir()} == {
        path.read_text() for path in FOLDER.iterdir()
    }


def test_names_are_found_in_both_forms_of_a_manual_page(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("NAME\n[-port +int] [-no-CAfile] a-b ecparam -list_curves -4\n")
    assert read_page(page).options.keys() == {"port", "no-CAfile", "4"}
    page.write_text("=head1 NAME\n[B<-port> I<+int>] a -b C<-c>\n")
    assert read_page(page).options.keys() == {"port"}
