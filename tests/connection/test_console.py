"""Line ends that are typed with -crlf."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s_server.connection.console import with_crlf

typed = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"x"])).map(b"".join)


def in_pieces(pieces: list[bytes]) -> bytes:
    """Translate as a connection does: each piece knows how the last one ended."""
    sent, after_return = b"", False
    for piece in pieces:
        if piece:
            sent += with_crlf(piece, after_return=after_return)
            after_return = piece.endswith(b"\r")
    return sent


@given(typed)
def test_each_line_feed_has_one_return_before_it(data: bytes) -> None:
    sent = in_pieces([data])
    assert sent.count(b"\n") == data.count(b"\n")
    assert sent.count(b"\r\n") == sent.count(b"\n")
    # Only returns were added: none where one stood, nothing else touched.
    added = data.count(b"\n") - data.count(b"\r\n")
    assert len(sent) == len(data) + added
    assert sent.replace(b"\r\n", b"\n") == data.replace(b"\r\n", b"\n")


@given(typed, st.lists(st.integers(0, 30)).map(sorted))
def test_pieces_are_sent_as_the_whole_would_be(data: bytes, cuts: list[int]) -> None:
    ends = [*cuts, len(data)]
    pieces = [data[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
    assert in_pieces(pieces) == in_pieces([data])


def test_translating_twice_changes_nothing() -> None:
    once = with_crlf(b"one\ntwo\r\n\n", after_return=False)
    assert once == b"one\r\ntwo\r\n\r\n"
    assert with_crlf(once, after_return=False) == once
