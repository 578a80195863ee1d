"""Options as keyword arguments: the same rows, words and errors as the command line.

A keyword is the option's name with ``_`` for ``-``; a name that Python cannot take
has another spelling (``ipv4``, ``pass_``, ``async_``).
"""

from __future__ import annotations

import keyword
import os
from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.options.numbers import is_number
from s_server.options.row import Keep, Kind, Option
from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What the command answers itself, and a server made from Python has no use for.
COMMAND_ONLY = {"help", "version"}

_SPELT = {"4": "ipv4", "6": "ipv6"}


def keyword_of(option: Option) -> str:
    """Answer an option's name as a keyword argument."""
    name = _SPELT.get(option.name, option.name.replace("-", "_"))
    return f"{name}_" if keyword.iskeyword(name) else name


BY_KEYWORD = {keyword_of(o): o for o in OPTIONS if o.name not in COMMAND_ONLY}


def words_of(keywords: Mapping[str, object]) -> list[str]:
    """Answer the command line that says the same; raises UsageError."""
    return [word for name, value in keywords.items() for word in _words(name, value)]


def _words(name: str, value: object) -> Iterator[str]:
    option = BY_KEYWORD.get(name)
    if option is None:
        raise UsageError(f"unknown option {name!r}")
    if value is None:
        return
    if option.kind is Kind.FLAG:
        yield from _flag(name, option, value)
        return
    values = value if isinstance(value, list | tuple) else (value,)
    if len(values) > 1 and option.keep is not Keep.ALL:
        raise UsageError(f"option {name} takes one value, not {len(values)}")
    for one in values:
        yield from _valued(name, option, one)


def _flag(name: str, option: Option, value: object) -> Iterator[str]:
    if not isinstance(value, bool):
        raise UsageError(f"option {name} is True or False, not {value!r}")
    if value:
        yield f"-{option.name}"


def _valued(name: str, option: Option, value: object) -> Iterator[str]:
    if option.name == "port" and value == 0:
        # The command line has no -port 0; -accept has, and means the same.
        yield from ("-accept", "*:0")
    elif is_number(option.kind):
        if not isinstance(value, int) or isinstance(value, bool):
            raise UsageError(f"option {name} takes a number, not {value!r}")
        yield from (f"-{option.name}", str(value))
    elif isinstance(value, str | os.PathLike):
        yield from (f"-{option.name}", _word(name, value))
    else:
        raise UsageError(f"option {name} takes text, not {value!r}")


def _word(name: str, value: str | os.PathLike[str]) -> str:
    """Answer a text that the system could have given to the command."""
    try:
        word = os.fsencode(value)
    except UnicodeEncodeError:
        raise UsageError(f"option {name} cannot be encoded: {value!r}") from None
    if b"\0" in word:
        raise UsageError(f"option {name} has a NUL character: {value!r}")
    return os.fsdecode(word)
