"""Moments, as OpenSSL prints them."""

from __future__ import annotations

import re

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
_TIME = re.compile(r"(\w{3}) +(\d+) ([\d:.]+) (\d+)")


def moment_of(words: bytes) -> str | None:
    """Answer OpenSSL's ``Nov 21 10:00:00 2026 GMT`` as RFC 3339 has it."""
    found = _TIME.match(words.decode("ascii", "replace"))
    if found is None or found[1] not in _MONTHS:
        return None
    month = _MONTHS.index(found[1]) + 1
    return f"{found[4]}-{month:02d}-{int(found[2]):02d}T{found[3]}Z"
