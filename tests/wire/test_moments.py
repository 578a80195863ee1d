"""Moments, as OpenSSL prints them."""

from __future__ import annotations

import pytest

from s_server.wire.moments import moment_of


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        (b"Nov  1 00:00:00 2026 GMT", "2026-11-01T00:00:00Z"),
        (b"Dec 31 23:59:59.5 9999 GMT", "9999-12-31T23:59:59.5Z"),
        (b"Bad time value", None),
        (b"Foo  1 00:00:00 2026 GMT", None),
        (b"", None),
    ],
)
def test_moments(words: bytes, moment: str | None) -> None:
    assert moment_of(words) == moment
