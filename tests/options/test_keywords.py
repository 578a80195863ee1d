"""Options as keyword arguments say what the same words say."""

from __future__ import annotations

import keyword
import os
from collections.abc import Sequence
from pathlib import Path
from typing import get_type_hints

import pytest

from s_server.errors import SServerError, UsageError
from s_server.options import _keyword_types
from s_server.options.keywords import BY_KEYWORD, COMMAND_ONLY, keyword_of, words_of
from s_server.options.numbers import is_number
from s_server.options.parse import parse
from s_server.options.row import Keep, Kind, Option
from s_server.options.table import BY_NAME, OPTIONS

COMPANY = {
    **{"sendfile": "WWW", "zerocopy_sendfile": "WWW", "truncate": "www"},
    **{"listen": "dtls", "sctp": "dtls"},
}
EVERY = pytest.mark.parametrize("name", BY_KEYWORD)
SAMPLES = {
    **{"accept": "localhost:44330", "CApath": "/", "nameopt": "oneline"},
    **{"sni": "a.example=cert.pem:key.pem", "provparam": "name:key=value"},
    "record_padding": "512",
    "session_store": "redis://localhost",
    "psk": "0a",
}


def sample(name: str, option: Option) -> object:
    """A value that the option takes."""
    if option.kind is Kind.FLAG:
        return True
    if option.kind in {Kind.PEM_OR_DER, Kind.FORMAT}:
        return "DER"
    if option.kind is Kind.FOLDER:
        return "/"
    return 7 if is_number(option.kind) else SAMPLES.get(name, "word")


def of_kind(*kinds: Kind) -> list[str]:
    return [name for name, option in BY_KEYWORD.items() if option.kind in kinds]


@EVERY
def test_every_option_says_what_its_words_say(name: str) -> None:
    option = BY_KEYWORD[name]
    value = sample(name, option)
    shown = [] if value is True else [str(value)]
    words = [f"-{option.name}", *shown]
    assert words_of({name: value}) == words
    company = COMPANY.get(name)
    needed = {company: True} if company else {}
    before = [f"-{company}"] if company else []
    given = {**needed, name: value}
    assert parse(words_of(given)) == parse([*before, *words])


def test_every_option_has_its_own_keyword() -> None:
    assert len(BY_KEYWORD) == len(OPTIONS) - len(COMMAND_ONLY)
    assert all(name.isidentifier() for name in BY_KEYWORD)
    assert not any(keyword.iskeyword(name) for name in BY_KEYWORD)
    assert keyword_of(BY_NAME["4"]) == "ipv4"
    assert keyword_of(BY_NAME["pass"]) == "pass_"
    assert not COMMAND_ONLY & set(BY_KEYWORD)


def test_the_types_name_every_option() -> None:
    hints = get_type_hints(_keyword_types.Options)
    assert hints == {name: typed(option) for name, option in BY_KEYWORD.items()}


def typed(option: Option) -> object:
    """What a type checker lets an option be."""
    if option.kind is Kind.FLAG:
        return bool | None
    if is_number(option.kind):
        return int | Sequence[int] | None if option.keep is Keep.ALL else int | None
    text = str | os.PathLike[str]
    return text | Sequence[text] | None if option.keep is Keep.ALL else text | None


@EVERY
def test_none_is_as_if_not_given(name: str) -> None:
    assert words_of({name: None}) == []


@pytest.mark.parametrize("name", of_kind(Kind.FLAG))
def test_false_is_as_if_not_given(name: str) -> None:
    assert words_of({name: False}) == []


def test_the_order_is_kept() -> None:
    config = parse(words_of({"www": True, "WWW": True, "accept": "*:1", "port": 2}))
    assert config.words == ("-www", "-WWW", "-accept", "*:1", "-port", "2")


def test_port_0_is_any_port() -> None:
    assert words_of({"port": 0}) == ["-accept", "*:0"]
    assert parse(words_of({"port": 0})) == parse(["-accept", "*:0"])


@pytest.mark.parametrize("kind", [list, tuple])
def test_an_option_that_keeps_all_takes_a_list(kind: type) -> None:
    words = words_of({"groups": kind(["X25519", "P-256"]), "num_tickets": kind([1, 2])})
    line = "-groups X25519 -groups P-256 -num_tickets 1 -num_tickets 2"
    assert words == line.split()
    assert words_of({"groups": kind()}) == []


def test_a_path_is_text(tmp_path: Path) -> None:
    assert words_of({"cert": tmp_path / "x"}) == ["-cert", f"{tmp_path}/x"]


def test_a_path_of_any_bytes_is_text() -> None:
    odd = os.fsdecode(b"/tmp/\xff")
    assert words_of({"cert": Path(odd)}) == ["-cert", odd]


@pytest.mark.parametrize("value", ["", "-port", "--", "=", "a=b"])
def test_any_text_is_a_value(value: str) -> None:
    assert parse(words_of({"cert": value})).identity.cert == value


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({"nonsense": 1}, "unknown option 'nonsense'"),
        ({"help": True}, "unknown option 'help'"),
        ({"www": 1}, "option www is True or False, not 1"),
        ({"www": "yes"}, "option www is True or False, not 'yes'"),
        ({"www": [True]}, "option www is True or False, not [True]"),
        ({"port": "4433"}, "option port takes a number, not '4433'"),
        ({"port": True}, "option port takes a number, not True"),
        ({"naccept": 1.0}, "option naccept takes a number, not 1.0"),
        ({"cert": 1}, "option cert takes text, not 1"),
        ({"cert": b"x"}, "option cert takes text, not b'x'"),
        ({"cert": True}, "option cert takes text, not True"),
        ({"cert": ["a", "b"]}, "option cert takes one value, not 2"),
        ({"groups": ["a", 1]}, "option groups takes text, not 1"),
        ({"cert": "a\0b"}, "option cert has a NUL character: 'a\\x00b'"),
        ({"cert": "\ud800"}, "option cert cannot be encoded: '\\ud800'"),
    ],
)
def test_what_is_no_value(keywords: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        words_of(keywords)
    assert caught.value.message == words


@pytest.mark.parametrize(
    "keywords",
    [
        {"port": -1},
        {"naccept": 0},
        {"port": 70000},
        {"certform": "XYZ"},
        {"sendfile": True},
        {"tls1_2": True, "tls1_3": True},
        {"psk": "000"},
    ],
    ids=str,
)
def test_what_the_parser_refuses(keywords: dict[str, object]) -> None:
    """A value of the right type may still be wrong, as on the command line."""
    words = words_of(keywords)
    with pytest.raises(SServerError):
        parse(words)
