"""The numbers of RFC 8701, and their neighbours."""

from __future__ import annotations

from s_server.wire.grease import is_grease, is_grease_protocol

TWO_BYTES = [
    *(0x0A0A, 0x1A1A, 0x2A2A, 0x3A3A, 0x4A4A, 0x5A5A, 0x6A6A, 0x7A7A),
    *(0x8A8A, 0x9A9A, 0xAAAA, 0xBABA, 0xCACA, 0xDADA, 0xEAEA, 0xFAFA),
]
ONE_BYTE = [0x0B, 0x2A, 0x49, 0x68, 0x87, 0xA6, 0xC5, 0xE4]  # RFC 8701 section 2


def test_the_sixteen_of_two_bytes_and_no_others() -> None:
    assert [code for code in range(0x10000) if is_grease(code)] == TWO_BYTES
    assert not is_grease(0x10A0A)


def test_the_eight_of_one_byte_and_no_others() -> None:
    assert [code for code in range(0x100) if is_grease(code, width=1)] == ONE_BYTE


def test_protocols() -> None:
    assert is_grease_protocol(b"\x0a\x0a")
    assert not is_grease_protocol(b"h2")
    assert not is_grease_protocol(b"\x0a\x0a\x0a")
