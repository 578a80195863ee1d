"""Exported keying material is what the client exports too (RFC 5705, RFC 8446 7.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import s_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.process import Stream
    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

LINE = re.compile(rb"(?m)^    Keying material: ([0-9A-F]+)$")


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("mode", ["console", "-brief", "-rev"])
@pytest.mark.parametrize("length", [1, 20, 500])
def test_both_sides_export_the_same(
    serve: Serve, version: str, mode: str, length: int
) -> None:
    words = ("-keymatexport", "EXPORTER-ours", "-keymatexportlen", str(length))
    options = () if mode == "console" else (mode,)
    server = serve(*options, *words)
    seen = s_client(server.address, version, *words)
    theirs = LINE.findall(seen.stdout)
    stream: Stream = "stdout" if mode == "console" else "stderr"
    server.wait_line(LINE.pattern, stream=stream)
    ours = LINE.findall(getattr(server, stream))
    assert ours == theirs
    assert [len(material) for material in ours] == [2 * length]


def test_each_client_has_its_own(serve: Serve) -> None:
    words = ("-keymatexport", "EXPORTER-ours")
    server = serve("-rev", *words)
    theirs = [
        material
        for _ in range(3)
        for material in LINE.findall(s_client(server.address, *words).stdout)
    ]
    server.wait_line(LINE.pattern, stream="stderr", nth=3)
    assert LINE.findall(server.stderr) == theirs
    assert len(set(theirs)) == 3


def test_another_label_gives_another(serve: Serve) -> None:
    server = serve("-rev", "-keymatexport", "EXPORTER-ours")
    seen = s_client(server.address, "-keymatexport", "EXPORTER-other")
    server.wait_line(LINE.pattern, stream="stderr")
    assert LINE.findall(server.stderr) != LINE.findall(seen.stdout) != []
