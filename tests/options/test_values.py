"""Words that mean more than their kind says, read or refused as C does it."""

from __future__ import annotations

import pytest

from s_server.options.values import early_data_limit, hexadecimal

from .program import our_complaint, their_complaint


@pytest.mark.parametrize("word", ["", "0", "1a2B3c", "abc"])
def test_hexadecimal_digits_pass(word: str) -> None:
    assert hexadecimal(word) == word


@pytest.mark.parametrize("word", ["12g", "0x12", " 12", "1 2", "é", "12\n"])
def test_other_keys_are_refused(word: str) -> None:
    ours, theirs = our_complaint(["-psk", word]), their_complaint(["-psk", word])
    assert "\n".join(ours) == "\n".join(theirs)


def test_a_limit_is_a_number_of_bytes() -> None:
    assert early_data_limit("0x10", option="max_early_data") == 16


@pytest.mark.parametrize("name", ["-max_early_data", "-recv_max_early_data"])
@pytest.mark.parametrize("word", ["-1", "x", "99999999999"])
def test_other_limits_are_refused(name: str, word: str) -> None:
    assert our_complaint([name, word]) == their_complaint([name, word])
