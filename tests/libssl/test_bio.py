"""Memory that C prints into and reads from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.libssl.bio import printed, reading
from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from s_server.libssl._library import BIO
    from s_server.libssl.load import Library


def copied(library: Library, source: BIO) -> bytes:
    """Read a BIO to its end."""
    room = ffi.new("char[]", 1000)
    pieces = []
    while (count := library.functions.BIO_read(source, room, 1000)) > 0:
        pieces.append(bytes(ffi.buffer(room, count)))
    return b"".join(pieces)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096, 4097, 20000])
def test_what_is_given_to_c_is_read_whole(library: Library, size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    with reading(library, data) as bio:
        assert copied(library, bio) == data


def test_all_that_c_prints_is_answered(
    library: Library, long_certificate: bytes
) -> None:
    functions = library.functions
    with reading(library, long_certificate) as bio:
        pointer = functions.PEM_read_bio_X509(bio, ffi.NULL, ffi.NULL, ffi.NULL)
    try:
        pem = printed(library, lambda out: functions.PEM_write_bio_X509(out, pointer))
    finally:
        functions.X509_free(pointer)
    assert len(pem) > 2 * 4096
    assert pem == long_certificate


def test_nothing_printed_is_nothing(library: Library) -> None:
    assert printed(library, lambda _: None) == b""


def test_an_exception_passes(library: Library) -> None:
    with pytest.raises(ZeroDivisionError):
        printed(library, lambda _: 1 // 0)
