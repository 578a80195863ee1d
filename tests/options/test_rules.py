"""Combinations that make no sense are refused in the C program's words."""

from __future__ import annotations

import pytest

from s_server.errors import UsageError
from s_server.options import rules
from s_server.options.parse import parse
from s_server.options.row import Kind
from s_server.options.table import BY_NAME

from .program import our_complaint, their_complaint

NAMES = {
    name
    for rule in rules.RULES
    for name in (*rule.options, *rule.beside, *rule.without)
}


@pytest.mark.parametrize(
    "line",
    [
        "-tls1 -tls1_2",
        "-tls1 -tls1",
        "-tls1_3 -dtls",
        "-dtls -dtls1_2",
        "-dtls1 -dtls1_2",
        "-no_tls1 -tls1_2",
        "-tls1_2 -no_tls1",
        "-no_ssl3 -tls1_1",
        "-no_tls1_1 -dtls",
        "-no_tls1_2 -tls1_3",
        "-no_tls1_3 -tls1",
        "-nextprotoneg h2 -tls1_3",
        "-WWW -dtls1",
        "-dtls1_2 -HTTP",
        "-listen",
        "-listen -tls1",
        "-stateless -dtls",
        "-unix /nowhere -dtls",
        "-port 4 -unix /nowhere -dtls",
        "-rev -early_data",
        "-sendfile",
        "-sendfile -www",
        "-sendfile -WWW -www",
        "-sendfile -rev",
        "-WWW -dtls -listen -rev -early_data",
        "-listen -early_data -rev",
    ],
)
def test_a_conflict_is_refused_in_the_same_words(line: str) -> None:
    assert our_complaint(line.split()) == their_complaint(line.split())


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("-tls1 -ssl3", "Cannot supply multiple protocol flags"),
        ("-ssl3 -no_tls1", "Cannot supply both a protocol flag and '-no_<prot>'"),
        ("-tfo -dtls", "Can only use -tfo with TLS"),
        ("-sctp", "Can't use -sctp without DTLS"),
        ("-nbio_test -dtls", "Can't use -nbio_test with DTLS"),
        ("-zerocopy_sendfile", "Can't use -sendfile without -WWW or -HTTP"),
        ("-unresponsive -dtls", "Can only use -unresponsive with TLS"),
        ("-truncate", "Can only use -truncate with -www"),
        ("-truncate -www -WWW", "Can only use -truncate with -www"),
        ("-truncate -www -rev", "Can only use -truncate with -www"),
        (
            "-no_cache -session_store redis://h",
            "Can't use -session_store in combination with -no_cache or -ext_cache",
        ),
    ],
)
def test_a_conflict_that_the_installed_program_does_not_know(
    line: str, text: str
) -> None:
    assert our_complaint(line.split()) == [text]


@pytest.mark.parametrize(
    "line",
    [
        "-no_tls1 -no_tls1_1",
        "-www -WWW -sendfile",
        "-sendfile -HTTP",
        "-WWW -tls1_3",
        "-rev -tls1",
        "-www -truncate",
        "-unresponsive -rev",
        "-rev -dtls",
        "-www -dtls1",
        "-unix /nowhere -port 4 -dtls",
        "-dtls -listen",
        "-dtls -sctp",
    ],
)
def test_what_goes_together_passes(line: str) -> None:
    assert parse(line.split()).words == tuple(line.split())


def test_help_comes_before_conflicts() -> None:
    assert parse(["-sendfile", "-help"]).general.help


def test_rules_name_rows() -> None:
    assert set(BY_NAME) >= NAMES


def test_every_row_of_rules_can_be_broken() -> None:
    for rule in rules.RULES:
        names = [rule.options[0], *(rule.beside[:1] or rule.options[:1])]
        with pytest.raises(UsageError) as caught:
            rules.check([BY_NAME[name] for name in names])
        assert caught.value.message == rule.text
        assert caught.value.bare
        assert caught.value.see_help is rule.see_help


def test_idle_options_and_those_they_need_are_rows() -> None:
    for row in rules.IDLE:
        assert {*row.options, *row.without} <= set(BY_NAME)
    assert set(rules.NEEDS_TLS1_3) <= set(BY_NAME)


def test_implications_name_flags() -> None:
    for row in rules.IMPLICATIONS:
        assert BY_NAME[row.option].kind is BY_NAME[row.implies].kind is Kind.FLAG
