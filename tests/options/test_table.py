"""Every row of the table stands there once, in its section, and fits its field."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest

from s_server.config import Command, Config
from s_server.libssl.features import FEATURES
from s_server.options.numbers import is_number
from s_server.options.parse import parse
from s_server.options.row import Keep, Kind, Option, Section
from s_server.options.table import BY_NAME, OPTIONS

RELEASES = {"1.1.1", "3.0", "3.2", "3.3", "3.5", "3.6", "4.0", "s_server"}
SAMPLES = {Kind.FOLDER: "/", Kind.PEM_OR_DER: "DER", Kind.FORMAT: "DER"}
WORDS = {
    "nameopt": "oneline",
    "sni": "a.example=cert.pem",
    "psk": "0a",
    "provparam": "key=value",
    "session_store": "redis://h",
}
COMPANY = {
    "sendfile": ["-WWW"],
    "zerocopy_sendfile": ["-WWW"],
    "truncate": ["-www"],
    "listen": ["-dtls"],
    "sctp": ["-dtls"],
}


def _name(option: Option) -> str:
    return option.name


def _sample(option: Option) -> list[str]:
    """A command line with this option in it, and what it cannot be without."""
    word = WORDS.get(option.name) or SAMPLES.get(option.kind, "1")
    value = [] if option.kind is Kind.FLAG else [word]
    return [f"-{option.name}", *value, *COMPANY.get(option.name, ())]


def _fits(value: object, hint: object) -> bool:
    """Whether a value is of the annotated type, as far as this configuration goes."""
    if isinstance(hint, UnionType):
        return any(_fits(value, part) for part in get_args(hint))
    if get_origin(hint) is tuple:
        part, dots = get_args(hint)
        assert dots is Ellipsis
        return isinstance(value, tuple) and all(_fits(one, part) for one in value)
    assert isinstance(hint, type)
    # A bool is an int to isinstance, and never what a count is meant to be.
    return type(value) is hint if hint in {int, str, bool} else isinstance(value, hint)


def test_names_and_aliases_are_unique() -> None:
    names = Counter(n for option in OPTIONS for n in (option.name, *option.aliases))
    assert [name for name, times in names.items() if times > 1] == []
    assert set(BY_NAME) == set(names)


def test_rows_stand_in_the_order_of_the_sections() -> None:
    order = list(Section)
    places = [order.index(option.section) for option in OPTIONS]
    assert places == sorted(places)


def test_releases_are_known() -> None:
    for option in OPTIONS:
        assert option.since in RELEASES
        assert option.until in {"", "3.6"}


def test_commands_of_the_library_are_kept_in_order() -> None:
    for option in OPTIONS:
        assert option.conf is (option.setting == "protocol.commands")
        if option.conf:
            assert option.keep is Keep.ALL


@pytest.mark.parametrize("option", OPTIONS, ids=_name)
def test_what_a_row_stores_fits_its_field(option: Option) -> None:
    theme, _, field = option.setting.partition(".")
    part = getattr(parse(_sample(option)), theme)
    assert _fits(getattr(part, field), get_type_hints(type(part))[field])


@pytest.mark.parametrize("option", OPTIONS, ids=_name)
def test_what_a_row_stores_arrives(option: Option) -> None:
    theme, _, field = option.setting.partition(".")
    given = getattr(getattr(parse(_sample(option)), theme), field)
    if option.conf:
        value = None if option.kind is Kind.FLAG else "1"
        assert given == (Command(f"-{option.name}", value),)
    elif option.kind is Kind.FLAG:
        kept = (option.value,) if option.keep is Keep.ALL else option.value
        assert given == kept
    elif is_number(option.kind) and option.convert is None:
        assert given == 1
    else:
        assert given != getattr(getattr(Config(), theme), field)


def test_every_field_of_the_configuration_has_an_option() -> None:
    settings = {option.setting for option in OPTIONS}
    for theme in fields(Config):
        if is_dataclass(getattr(Config(), theme.name)):
            for part in fields(getattr(Config(), theme.name)):
                assert f"{theme.name}.{part.name}" in settings


def test_every_needed_feature_has_a_row() -> None:
    words = {o.needs for o in OPTIONS if o.needs}
    assert words
    assert words <= FEATURES.keys()
