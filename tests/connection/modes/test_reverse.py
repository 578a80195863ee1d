"""Lines go back with their bytes in reverse order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s_server.connection.modes.reverse import LINE_LIMIT, reversed_line, split


@given(st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\r\n", b"x" * 20_000])))
def test_lines_are_whole_or_of_the_limit(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    lines, rest = split(data)
    assert b"".join(lines) + rest == data
    assert b"\n" not in rest
    assert len(rest) < LINE_LIMIT
    for line in lines:
        assert len(line) <= LINE_LIMIT
        assert line.endswith(b"\n") or len(line) == LINE_LIMIT
        assert b"\n" not in line[:-1]


@given(st.lists(st.sampled_from([b"a\n", b"bc", b"x" * 9_000, b"\n"])))
def test_lines_do_not_depend_on_how_the_data_came(pieces: list[bytes]) -> None:
    lines: list[bytes] = []
    rest = b""
    for piece in pieces:
        more, rest = split(rest + piece)
        lines += more
    assert (lines, rest) == split(b"".join(pieces))


def test_a_long_line_goes_back_in_pieces_of_the_limit() -> None:
    # Observed: openssl 3.0.19 -rev answers 16384 and 3617 bytes.
    lines, rest = split(b"a" * 20_000 + b"b\n")
    assert [len(reversed_line(line)) - 1 for line in lines] == [16384, 3617]
    assert reversed_line(lines[1]).startswith(b"ba")
    assert rest == b""


def test_the_end_of_a_line_is_not_reversed() -> None:
    assert reversed_line(b"hello\r\n") == b"olleh\n"
    assert reversed_line(b"hello\n") == b"olleh\n"
    assert reversed_line(b"\n") == b"\n"
    assert reversed_line(b"a\rb\r\n") == b"b\ra\n"
