"""OpenSSL's error queue as its own programs print it."""

from __future__ import annotations

from s_server.errors import QueueEntry
from s_server.libssl.load import Release
from s_server.output.text.pieces import Style
from s_server.output.text.queue import queue_lines

ENTRY = QueueEntry(
    code=0x0A00009C,
    library="SSL routines",
    function="ssl3_get_record",
    reason="http request",
    file="ssl3_record.c",
    line=345,
    data="",
)
REST = "error:0A00009C:SSL routines:ssl3_get_record:http request:ssl3_record.c:345:"


def test_the_thread_is_decimal_in_1_1_1() -> None:
    style = Style(release=Release.V1_1_1, thread=140_000)
    assert queue_lines((ENTRY,), style) == [f"140000:{REST}"]


def test_the_threads_bytes_are_printed_since_3_0() -> None:
    style = Style(release=Release.V3_0, thread=0x7F01_0203)
    assert queue_lines((ENTRY,), style) == [f"0302017F00000000:{REST}"]


def test_an_entry_a_line() -> None:
    style = Style(release=Release.V4_0)
    assert len(queue_lines((ENTRY, ENTRY), style)) == 2
    assert queue_lines((), style) == []
