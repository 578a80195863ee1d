"""Which options do something already: those whose setting the configuration has."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from s_server.config import Config
from s_server.frozen import Frozen, facts
from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from s_server.options.row import Option


def is_built(option: Option) -> bool:
    """Tell whether the option's setting exists, so that it is not refused."""
    return option.setting in _settings()


def refused() -> tuple[str, ...]:
    """Name the options that the parser refuses, in the order of ``-help``."""
    return tuple(option.name for option in OPTIONS if not is_built(option))


@cache
def _settings() -> frozenset[str]:
    blank = Config()
    return frozenset(
        f"{theme}.{part}"
        for theme, values in facts(blank).items()
        if isinstance(values, Frozen)
        for part in facts(values)
    )
