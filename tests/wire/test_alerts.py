"""Alerts are two bytes."""

from __future__ import annotations

import pytest

from s_server.errors import WireError
from s_server.wire.alerts import Alert


def test_an_alert_says_how_grave_it_is() -> None:
    alert = Alert.decode(b"\x02\x30")
    assert alert.level.name == "fatal"
    assert alert.description.name == "unknown_ca"
    assert alert.is_fatal
    assert alert.encode() == b"\x02\x30"
    assert not Alert.decode(b"\x01\x00").is_fatal


def test_unknown_ones_keep_their_numbers() -> None:
    alert = Alert.decode(b"\x07\xfe")
    assert (alert.level.label, alert.description.label) == ("0x07", "0xfe")
    assert alert.encode() == b"\x07\xfe"


@pytest.mark.parametrize("data", [b"", b"\x02", b"\x02\x30\x00"])
def test_other_lengths_are_an_error(data: bytes) -> None:
    with pytest.raises(WireError):
        Alert.decode(data)
