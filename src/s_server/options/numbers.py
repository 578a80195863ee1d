"""The one reader of numbers: what C's ``strtol`` takes, checked once and used as read.

The C program checks a word in base 0 and then reads it again in base 10, so that
``-naccept 0x2`` means 0 there; here a word means what it says.
"""

from __future__ import annotations

import re

from s_server.errors import UsageError
from s_server.options.row import Kind

_WORD = re.compile(
    r"[ \t\n\v\f\r]*(?P<sign>[+-]?)"
    r"(?:0[xX](?P<hexadecimal>[0-9a-fA-F]+)|(?P<octal>0[0-7]*)|(?P<decimal>[1-9][0-9]*))"
)

_BASES = {"hexadecimal": 16, "octal": 8, "decimal": 10}

# Longer digit strings overflow 64 bits in every base; Python refuses to read
# decimals of more than 4300 digits, so they must not get that far.
_MOST_DIGITS = 64


def is_number(kind: Kind) -> bool:
    """Tell whether options of this kind take a number."""
    return kind in {
        Kind.INTEGER,
        Kind.POSITIVE,
        Kind.NON_NEGATIVE,
        Kind.BIG_INTEGER,
    }


def number(word: str, kind: Kind, *, option: str) -> int:
    """Read the word given to an option, or say why it is none of this kind."""
    value = _read(word)
    if value is None or not _fits(value, bits=64):
        raise _error(f'Can\'t parse "{word}" as {_what(word)} number')
    if kind is Kind.BIG_INTEGER:
        return value
    if not _fits(value, bits=32):
        raise _error(f'Value "{word}" outside integer range')
    if kind is Kind.POSITIVE and value <= 0:
        raise _error(f'Non-positive number "{word}" for option -{option}')
    if kind is Kind.NON_NEGATIVE and value < 0:
        raise _error(f'Negative number "{word}" for option -{option}')
    return value


def _read(word: str) -> int | None:
    match = _WORD.fullmatch(word)
    if match is None:
        return None
    base = str(match.lastgroup)
    digits = match[base].lstrip("0") or "0"
    if len(digits) > _MOST_DIGITS:
        return None
    value = int(digits, _BASES[base])
    return -value if match["sign"] == "-" else value


def _fits(value: int, *, bits: int) -> bool:
    return -(1 << bits - 1) <= value < 1 << bits - 1


def _what(word: str) -> str:
    # Only the very start of the word counts: "-08" is "a number" (openssl 3.0.22).
    if word.startswith(("0x", "0X")):
        return "a hexadecimal"
    if word.startswith("0"):
        return "an octal"
    return "a"


def _error(message: str) -> UsageError:
    return UsageError(message, see_help=True)
