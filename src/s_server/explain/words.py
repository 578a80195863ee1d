"""How things are called in explanations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.wire.codes import AlertDescription, Group, SignatureScheme, Version
from s_server.wire.grease import is_grease

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.events.offer import Own

NAME_FLAGS = 0x02031F
"""How names in certificates are shown: X509_NAME_print_ex(3)'s oneline, close."""

_SHOWN = 6


def listed(items: Iterable[str]) -> str:
    """Join at most six of them, and say how many more there are."""
    every = tuple(items)
    if not every:
        return "none"
    shown = every if len(every) <= _SHOWN + 1 else every[:_SHOWN]
    more = len(every) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def versions(codes: Iterable[int]) -> str:
    """Name protocol versions, the lowest first."""
    known = sorted(code for code in codes if not is_grease(code))
    return listed(Version(code).label for code in known)


def suites(codes: Iterable[int], own: Own) -> str:
    """Name cipher suites as OpenSSL does, else by number."""
    return listed(
        own.suite_name(code) or f"0x{code:04x}" for code in codes if is_suite(code)
    )


def is_suite(code: int) -> bool:
    """Whether it is a suite, and no signal (RFC 5746, RFC 7507) or GREASE."""
    return not is_grease(code) and code not in {0x00FF, 0x5600}


def groups(codes: Iterable[int]) -> str:
    """Name groups as IANA does."""
    return listed(Group(code).label for code in codes if not is_grease(code))


def schemes(codes: Iterable[int]) -> str:
    """Name signature schemes as IANA does."""
    return listed(SignatureScheme(code).label for code in codes if not is_grease(code))


def quoted(data: bytes) -> str:
    """Show bytes of a client in quotes, and nothing in them that a terminal heeds."""
    shown = data.decode("ascii", "backslashreplace")
    safe = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown)
    return f'"{safe}"'


def alert(code: int) -> str:
    """Name an alert, with its number."""
    name = AlertDescription(code).name
    return f"{name} ({code})" if name else f"alert {code}"
