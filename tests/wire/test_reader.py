"""Taking fields from the front of some bytes."""

from __future__ import annotations

import pytest

from s_server.errors import WireError
from s_server.wire.reader import Reader, vector


def test_fields_follow_each_other() -> None:
    reader = Reader(b"\x01\x02\x03\x02ab-rest")
    assert reader.number(1) == 1
    assert reader.number(2) == 0x0203
    assert reader.vector(1) == b"ab"
    assert reader.left == 5
    assert reader.take(1) == b"-"
    assert reader.rest() == b"rest"
    reader.finish()


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x03ab"])
def test_what_ends_early_is_an_error(data: bytes) -> None:
    with pytest.raises(WireError, match="expected"):
        Reader(data).vector(2)


def test_what_is_left_over_is_an_error() -> None:
    reader = Reader(b"abc")
    reader.take(1)
    with pytest.raises(WireError, match="2 bytes too many"):
        reader.finish()


def test_a_vector_has_its_length_before_it() -> None:
    assert vector(2, b"abc") == b"\x00\x03abc"
    assert vector(1, bytes(255))[0] == 255
    with pytest.raises(WireError, match="256 bytes"):
        vector(1, bytes(256))
