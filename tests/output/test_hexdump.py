"""Dumps are OpenSSL's own, at every length of a last line."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.bio import printed
from s_server.libssl.ffi import ffi
from s_server.libssl.load import open_library
from s_server.output.hexdump import digits, dump

if TYPE_CHECKING:
    from s_server.libssl._library import BIO

BYTES = bytes(range(0x18, 0x84)) + b"\xff\x00"


@pytest.mark.parametrize("size", [*range(34), len(BYTES)])
def test_a_dump_is_as_openssls(size: int) -> None:
    library = open_library(None)
    data = BYTES[:size]
    crypto = ctypes.CDLL(library.crypto_path)

    def write(bio: BIO) -> None:
        place = ctypes.c_void_p(int(ffi.cast("uintptr_t", bio)))
        crypto.BIO_dump(place, data, size)

    expected = printed(library, write)
    assert dump(data).encode() == expected


def test_long_dumps_have_long_offsets() -> None:
    assert dump(bytes(0x10010)).splitlines()[-1].startswith("10000 - 00 ")


def test_digits() -> None:
    assert digits(b"") == ""
    assert digits(bytes(range(17))) == (
        "    00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n    10\n"
    )
