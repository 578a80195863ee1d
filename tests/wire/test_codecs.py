"""The presentation language: what is read is written as the same bytes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.errors import WireError
from s_server.wire.codecs import (
    Chosen,
    Codec,
    Coded,
    Either,
    Fixed,
    Inside,
    ListOf,
    Nothing,
    Number,
    Opaque,
    Repeated,
    Rest,
    Struct,
    Varint,
    decode,
)
from s_server.wire.codes import Group, StatusType
from s_server.wire.values import Record

PAIR = Struct(number=Number(1), text=Opaque(1))
CHOICE = Chosen("kind", StatusType, Struct(rest=Rest()), {1: Struct(a=Number(2))})
EITHER = Either(("list", ListOf(1, Number(1))), ("bytes", Fixed(3)))

CASES: list[tuple[Codec[Any], bytes, object]] = [
    (Number(2), b"\x01\x02", 0x0102),
    (Coded(Group), b"\x00\x1d", 29),
    (Opaque(2), b"\x00\x01a", b"a"),
    (Fixed(2), b"ab", b"ab"),
    (Rest(), b"abc", b"abc"),
    (Nothing(), b"", None),
    (ListOf(1, Number(2)), b"\x04\x00\x01\x00\x02", (1, 2)),
    (Repeated(Opaque(1)), b"\x01a\x00", (b"a", b"")),
    (Inside(1, Number(2)), b"\x02\x00\x07", 7),
    (PAIR, b"\x05\x01a", Record((("number", 5), ("text", b"a")))),
    (CHOICE, b"\x01\x00\x02", Record((("kind", 1), ("a", 2)))),
    (CHOICE, b"\x07any", Record((("kind", 7), ("rest", b"any")))),
    (EITHER, b"\x01a", Record((("list", (0x61,)),))),
    (EITHER, b"abc", Record((("bytes", b"abc"),))),
    (Varint(), b"\x25", Record((("number", 0x25), ("width", 1)))),
    (Varint(), b"\x40\x25", Record((("number", 0x25), ("width", 2)))),
    # RFC 9000 A.1
    (Varint(), b"\x9d\x7f\x3e\x7d", Record((("number", 494_878_333), ("width", 4)))),
]


@pytest.mark.parametrize(("codec", "data", "value"), CASES)
def test_reading_and_writing(codec: Codec[Any], data: bytes, value: object) -> None:
    found = decode(codec, data)
    assert found == value
    assert codec.write(found) == data


@pytest.mark.parametrize(("codec", "data"), [case[:2] for case in CASES])
def test_one_byte_less_or_more_is_an_error(codec: Codec[Any], data: bytes) -> None:
    if isinstance(codec, Rest | Repeated | Either) or data == b"\x07any":
        return  # they end where the bytes do
    if data:
        with pytest.raises(WireError):
            decode(codec, data[:-1])
    with pytest.raises(WireError):
        decode(codec, data + b"\xff")


def test_an_error_names_the_field() -> None:
    with pytest.raises(WireError, match=r"outer: text: 1 bytes expected, 0 left"):
        decode(Struct(outer=PAIR), b"\x05\x01")


def test_an_item_without_bytes_does_not_go_on_for_ever() -> None:
    with pytest.raises(WireError, match="without bytes"):
        decode(Repeated(Fixed(0)), b"a")


@given(st.binary(max_size=40), st.sampled_from([codec for codec, _, _ in CASES]))
def test_any_bytes_are_read_as_they_are_or_refused(
    data: bytes, codec: Codec[Any]
) -> None:
    try:
        value = decode(codec, data)
    except WireError:
        return
    assert codec.write(value) == data
