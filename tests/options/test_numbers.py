"""Numbers are read as C reads them, once, and refused with the C program's words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.errors import UsageError
from s_server.options.numbers import is_number, number
from s_server.options.row import Kind

from .program import our_complaint, their_complaint

NUMBERS = [
    Kind.INTEGER,
    Kind.POSITIVE,
    Kind.NON_NEGATIVE,
    Kind.BIG_INTEGER,
]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0", 0),
        ("00", 0),
        ("-0", 0),
        ("5", 5),
        ("+5", 5),
        ("-5", -5),
        (" \t\n5", 5),
        ("0x10", 16),
        ("0XfF", 255),
        ("-0x10", -16),
        ("010", 8),
        ("-010", -8),
        ("2147483647", 2**31 - 1),
        ("-2147483648", -(2**31)),
        ("0" * 5000 + "7", 7),
    ],
)
def test_a_number_is_read_in_the_base_it_is_written_in(word: str, value: int) -> None:
    assert number(word, Kind.INTEGER, option="verify") == value


def test_big_integers_have_64_bits() -> None:
    for value in (2**63 - 1, -(2**63)):
        assert number(str(value), Kind.BIG_INTEGER, option="attime") == value
    for value in (2**63, -(2**63) - 1):
        with pytest.raises(UsageError, match="Can't parse"):
            number(str(value), Kind.BIG_INTEGER, option="attime")


@pytest.mark.parametrize(
    "words",
    [
        *(["-verify", word] for word in ("", " ", "abc", "5x", "5 ", "1_0", "--5")),
        *(["-verify", word] for word in ("0x", "0X", "0xzz", "0b1", "0o7", "08")),
        *(["-verify", word] for word in ("-08", " 08", " 0x", "٣", "+", "1.0")),
        *(["-verify", word] for word in ("2147483648", "-2147483649", "0xffffffff")),
        *(["-verify", word] for word in ("9" * 30, "0x" + "9" * 30, "0" + "7" * 30)),
        *(["-verify", word] for word in ("9" * 5000, "-9223372036854775809")),
        *(["-naccept", word] for word in ("0", "-1", "-0x5", "0x0", "99999999999")),
        *(["-attime", word] for word in ("9223372036854775808", "099", "x")),
        *([f"-{name}", "0"] for name in ("port", "mtu", "read_buf", "max_send_frag")),
        *([f"-{name}", "0"] for name in ("split_send_frag", "max_pipelines")),
        ["-keymatexportlen", "0"],
        ["--naccept=x"],
        ["-port="],
    ],
)
def test_what_is_no_number_is_refused_in_the_same_words(words: list[str]) -> None:
    assert our_complaint(words) == their_complaint(words)


@pytest.mark.parametrize("word", ["5", "+5", " 5", "0x5", "05", "-5", "0"])
def test_what_c_takes_we_take(word: str) -> None:
    assert their_complaint(["-verify", word, "-bogus"])[-2:] == our_complaint(
        ["-verify", word, "-bogus"]
    )


def test_our_own_limits_may_be_zero_but_not_negative() -> None:
    assert number("0", Kind.NON_NEGATIVE, option="idle_timeout") == 0
    with pytest.raises(UsageError) as caught:
        number("-1", Kind.NON_NEGATIVE, option="idle_timeout")
    assert caught.value.message == 'Negative number "-1" for option -idle_timeout'
    assert caught.value.see_help


def test_only_four_kinds_are_numbers() -> None:
    assert [kind for kind in Kind if is_number(kind)] == NUMBERS


@given(st.text(), st.sampled_from(NUMBERS))
def test_any_text_is_a_number_or_a_usage_error(word: str, kind: Kind) -> None:
    with suppress(UsageError):
        value = number(word, kind, option="x")
        assert value > 0 or kind is not Kind.POSITIVE
        assert -(2**63) <= value < 2**63


@given(st.integers(-(2**31), 2**31 - 1), st.sampled_from(["{}", "{:#x}", " {:+d}"]))
def test_every_int_is_read_back(value: int, form: str) -> None:
    assert number(form.format(value), Kind.INTEGER, option="x") == value
