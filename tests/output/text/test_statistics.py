"""The statistics block (behaviour.md 2.13)."""

from __future__ import annotations

from s_server.output.text.statistics import statistics_lines


def test_the_block() -> None:
    counters = (0, 1, 22, 333, 4444, 55555, 6, 7, 8, 9, 10, 11, 128)
    assert statistics_lines(counters) == [
        "   0 items in the session cache",
        "   1 client connects (SSL_connect())",
        "  22 client renegotiates (SSL_connect())",
        " 333 client connects that finished",
        "4444 server accepts (SSL_accept())",
        "55555 server renegotiates (SSL_accept())",
        "   6 server accepts that finished",
        "   7 session cache hits",
        "   8 session cache misses",
        "   9 session cache timeouts",
        "  10 callback cache hits",
        "  11 cache full overflows (128 allowed)",
    ]
