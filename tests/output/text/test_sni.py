"""The lines about server names, with whatever bytes a client sends."""

from __future__ import annotations

import pytest

from s_server.events import ConnectionInfo, NameAsked, SecondNameAdded
from s_server.libssl.load import Release
from s_server.output.text.pieces import Style, out
from s_server.output.text.sni import name_asked, second_name_added

STYLE = Style(release=Release.V3_0)
INFO = ConnectionInfo(1, "127.0.0.1:1")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a.example", '"a.example"'),
        (b'"\\x', '""\\x"'),
        (b"\x00\x1f ~\x7f\xff\n", r'"\x00\x1f ~\x7f\xff\x0a"'),
    ],
)
def test_a_name_is_one_line(name: bytes, shown: str) -> None:
    line = out(f"Hostname in TLS extension: {shown}")
    unknown = NameAsked(connection=INFO, name=name, found=False)
    assert name_asked(unknown, STYLE) == [line]
    known = NameAsked(connection=INFO, name=name, found=True)
    assert name_asked(known, STYLE) == [line, out("Switching server context.")]


def test_a_second_name_is_told_of() -> None:
    assert second_name_added(SecondNameAdded(), STYLE) == [
        out("Setting secondary ctx parameters")
    ]
