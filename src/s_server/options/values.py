"""Readers of words that mean more than their kind says, one for each such option."""

from __future__ import annotations

import re

from s_server.errors import UsageError
from s_server.options.numbers import number
from s_server.options.row import Kind


def hexadecimal(word: str) -> str:
    """Check a key that is written in hexadecimal digits; it may be empty."""
    if re.fullmatch(r"[0-9a-fA-F]*", word) is None:
        raise UsageError(f"Not a hex number '{word}'", bare=True)
    return word


def early_data_limit(word: str, *, option: str) -> int:
    """Read a number of bytes; a negative one has a message of its own."""
    value = number(word, Kind.INTEGER, option=option)
    if value < 0:
        raise UsageError(f"Invalid value for {option}", bare=True)
    return value
