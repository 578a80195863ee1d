"""Pieces of text and where they go."""

from __future__ import annotations

from s_server.libssl.load import Release
from s_server.output.text.pieces import Piece, Stream, Style, err, out


def test_a_line_gets_its_end() -> None:
    assert out("text") == Piece(Stream.OUT, b"text\n")
    assert err(b"bytes\xff") == Piece(Stream.ERR, b"bytes\xff\n")


def test_bytes_that_are_no_utf_8_come_back_as_they_were() -> None:
    name = b"\xff\xc3\xa4".decode(errors="surrogateescape")
    assert out(name).data == b"\xff\xc3\xa4\n"


def test_names_are_printed_as_the_release_does() -> None:
    # XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB since 3.2, XN_FLAG_ONELINE before.
    assert Style(release=Release.V3_0).name_flags == 0x82031F
    assert Style(release=Release.V3_2).name_flags == 0x20312
