"""Recorded hellos are written and read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.kit.hellos import Recorded, recorded

if TYPE_CHECKING:
    from pathlib import Path

OLD = Recorded(
    client="curl",
    version="7.88.1",
    date="2026-11-21",
    command="curl https://localhost:{port}/",
    dtls=False,
    data=b"\x16\x03\x01",
    wireshark={"tshark": "4.6.9", "ja3": "0" * 32},
)


def test_a_new_one_takes_the_place_of_an_older(tmp_path: Path) -> None:
    folder = tmp_path / "hellos"
    other, new = replace(OLD, client="curl_cffi"), replace(OLD, version="8.0")
    for hello in (OLD, other, new):
        hello.write(folder)
    assert recorded(folder) == [new, other]
    assert new.name == "curl-8.0-2026-11-21"
