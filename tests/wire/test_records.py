"""Whether a whole handshake message has come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s_server.wire.records import CHANGE_CIPHER_SPEC, holds_a_message


def record(body: bytes, kind: int = 22) -> bytes:
    return bytes([kind, 3, 1]) + len(body).to_bytes(2, "big") + body


def message(body: bytes) -> bytes:
    return b"\1" + len(body).to_bytes(3, "big") + body


@given(
    st.binary(max_size=300),
    st.integers(1, 40),
    st.sampled_from([b"", CHANGE_CIPHER_SPEC]),
)
def test_only_the_whole_message_counts(body: bytes, size: int, prefix: bytes) -> None:
    whole = message(body)
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    data = prefix + b"".join(map(record, pieces))
    assert holds_a_message(data)
    assert holds_a_message(data + b"more")
    assert not any(holds_a_message(data[:at]) for at in range(len(data)))


def test_what_is_no_handshake_need_not_be_waited_for() -> None:
    assert holds_a_message(b"GET / HTTP/1.0\r\n")
    assert holds_a_message(b"G")
    assert holds_a_message(record(b"\2\x28", kind=21))
    assert holds_a_message(CHANGE_CIPHER_SPEC + record(b"\2\x28", kind=21))
    assert not holds_a_message(b"")
