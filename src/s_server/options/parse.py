"""The command line, read as OpenSSL reads it, into one configuration.

The grammar: one dash or two; the value in the next word or after ``=``; ``--`` or
the first word without a dash ends the options; the last one wins unless its row says
otherwise.  ``-help`` stops at once.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from s_server.config import Command, Config, Form, General
from s_server.errors import UsageError
from s_server.frozen import Frozen, replace
from s_server.options import forms, rules
from s_server.options.numbers import is_number, number
from s_server.options.row import Keep, Kind, Option, Value
from s_server.options.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HIDDEN = "***"
"""What is shown in place of a secret."""

# In a URL the user's name and password (RFC 3986 3.2.1), or the PIN of a token
# (RFC 7512 2.3).
_CREDENTIALS = re.compile(r"(?<=//)[^/?#@\s]*(?=@)|(?<=pin-value=)[^;&?]*")


class _Given(Frozen):
    """An option as it was given: its row, what it stores, and where its word stands."""

    option: Option
    value: Value
    at: int | None = None


def parse(words: Sequence[str]) -> Config:
    """Read the words after the program's name, or raise what is wrong with them."""
    given: list[_Given] = []
    cut = list(words)
    for one in _read(cut):
        if one.option.setting == "general.help":
            return Config(general=General(help=True), words=tuple(cut))
        given.append(one)
    options = [one.option for one in given]
    rules.check(options)
    needs = tuple((o.name, o.needs) for o in options if o.needs)
    names = tuple(o.name for o in options)
    return replace(
        _config(given),
        words=tuple(cut),
        shown=_shown(cut, {one.at for one in given if one.option.secret}),
        given=names,
        needs=needs,
    )


def _shown(words: list[str], secret: set[int | None]) -> tuple[str, ...]:
    """Answer the words as anybody may see them."""
    return tuple(
        HIDDEN if at in secret else _CREDENTIALS.sub(HIDDEN, word)
        for at, word in enumerate(words)
    )


def _read(words: list[str]) -> Iterator[_Given]:
    """Read option after option, and cut what follows ``=`` out of the words.

    The C program does so in its argv, which the status page prints.
    """
    rest = iter(enumerate(tuple(words)))
    for position, word in rest:
        if word == "--":
            break
        if not word.startswith("-"):
            raise _extra(word)
        words[position], equals, value = word.partition("=")
        name = words[position].removeprefix("-").removeprefix("-")
        option = BY_NAME.get(name)
        if option is None:
            raise _usage(f"Unknown option: -{name}")
        if option.kind is Kind.FLAG:
            if equals:
                raise _usage(f"Option -{name} does not take a value")
            yield _Given(option=option, value=_flag(option))
        else:
            at, argument = (None, value) if equals else _next(rest, name)
            yield _Given(option=option, value=_value(option, name, argument), at=at)
    for _, word in rest:
        raise _extra(word)


def _next(rest: Iterator[tuple[int, str]], name: str) -> tuple[int, str]:
    for position, word in rest:
        return position, word
    raise _usage(f"Option -{name} needs a value")


def _flag(option: Option) -> Value:
    return Command(f"-{option.name}") if option.conf else option.value


def _value(option: Option, name: str, word: str) -> Value:
    value = _checked(option, name, word)
    if option.convert is not None:
        value = option.convert(word)
    if option.conf:
        # A number goes on in decimal: OpenSSL reads it with atoi (SSL_CONF_cmd(3)).
        return Command(f"-{option.name}", str(value))
    return value


def _checked(option: Option, name: str, word: str) -> Value:
    if is_number(option.kind):
        return number(word, option.kind, option=name)
    if option.kind is Kind.FOLDER and not os.path.isdir(word):
        raise _usage(f"Not a directory: {word}")
    if option.kind is Kind.PEM_OR_DER:
        allowed = (option.argument or option.kind.value).split("|")
        return forms.form(word, option=name, allowed=tuple(map(Form, allowed)))
    if option.kind is Kind.FORMAT:
        return forms.form(word, option=name, key=True)
    return word


def _config(given: Iterable[_Given]) -> Config:
    settings: dict[str, dict[str, object]] = {}
    for one in given:
        theme, _, field = one.option.setting.partition(".")
        values = settings.setdefault(theme, {})
        if one.option.keep is Keep.ALL:
            before = values.get(field, ())
            assert isinstance(before, tuple)
            values[field] = (*before, one.value)
        else:
            values[field] = one.value
    blank = Config()
    return replace(
        blank,
        **{
            theme: replace(getattr(blank, theme), **values)
            for theme, values in settings.items()
        },
    )


def _extra(word: str) -> UsageError:
    return _usage(f'Extra option: "{word}"')


def _usage(message: str) -> UsageError:
    return UsageError(message, see_help=True)
