"""Values that anything can walk over."""

from __future__ import annotations

import pytest

from s_server.wire.values import Malformed, Record


def test_a_record_gives_its_fields_by_name_and_in_order() -> None:
    record = Record((("group", 29), ("key_exchange", b"k")))
    assert record["group"] == 29
    assert record.names == ("group", "key_exchange")
    assert "group" in record
    assert "cookie" not in record
    with pytest.raises(KeyError):
        record["cookie"]


def test_values_compare_by_what_they_hold() -> None:
    assert Record((("a", 1),)) == Record((("a", 1),))
    assert {Malformed(b"x", "why")} == {Malformed(b"x", "why")}
