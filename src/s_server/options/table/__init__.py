"""The table of options: one row for each, a module for each section of ``-help``."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from s_server.options.table import (
    client_auth,
    ech,
    extended,
    general,
    identity,
    modes,
    network,
    output,
    protocol,
    provider,
    psk,
    random,
    sessions,
    status,
    tls,
    validation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from s_server.options.row import Option

_SECTIONS = (
    general,
    network,
    identity,
    client_auth,
    modes,
    output,
    status,
    psk,
    protocol,
    sessions,
    tls,
    validation,
    extended,
    random,
    provider,
    ech,
)

OPTIONS: tuple[Option, ...] = tuple(
    chain.from_iterable(section.ROWS for section in _SECTIONS)
)

BY_NAME: Mapping[str, Option] = {
    name: option for option in OPTIONS for name in (option.name, *option.aliases)
}
