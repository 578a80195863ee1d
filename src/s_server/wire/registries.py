"""Names of numbers, as IANA's registries spell them.

The tables are `_registries.py`, made by ``make generate``; they are read when a name
is first asked for.  ALPN's identifiers are bytes and name themselves.
"""

from __future__ import annotations

from functools import cache


def name_of(registry: str, code: int) -> str | None:
    """Answer the name of a number, or None for one that nobody has registered."""
    return table(registry).get(code)


@cache
def table(registry: str) -> dict[int, str]:
    """All numbers and names of a registry, by the name that it has here."""
    from s_server.wire import _registries  # noqa: PLC0415 - seldom needed

    found = getattr(_registries, registry.upper(), {})
    assert isinstance(found, dict)
    return found


def protocol_name(protocol: bytes) -> str | None:
    """What an ALPN identifier stands for, or None for one that is not registered."""
    from s_server.wire import _registries  # noqa: PLC0415 - seldom needed

    return _registries.ALPN.get(protocol)
