"""Bytes as text, in the two forms that OpenSSL's program has for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 16
"""Bytes on a line."""


def dump(data: bytes) -> str:
    """Answer lines of offset, digits and characters, as BIO_dump(3) writes them."""
    return "".join(
        f"{at:04x} - {_digits(row):<{3 * WIDTH}}  {_characters(row)}\n"
        for at, row in _rows(data)
    )


def digits(data: bytes) -> str:
    """Answer lines of digits alone, indented by four blanks, as -msg prints them."""
    return "".join(f"    {row.hex(' ')}\n" for _, row in _rows(data))


def _rows(data: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(data), WIDTH):
        yield at, data[at : at + WIDTH]


def _digits(row: bytes) -> str:
    """Digits with a dash in the middle, which only stands between two bytes."""
    half = WIDTH // 2
    if len(row) < half:
        return row.hex(" ")
    # The dash comes after the eighth byte, whether or not there is a ninth.
    return f"{row[:half].hex(' ')}-{row[half:].hex(' ')}"


def _characters(row: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E else "." for byte in row)
