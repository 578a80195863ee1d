"""Whether a whole handshake message has come, and what goes before it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s_server.wire.records import holds_a_message, passed_over

CHANGE_CIPHER_SPEC = bytes.fromhex("140303000101")


def record(body: bytes, kind: int = 22) -> bytes:
    return bytes([kind, 3, 1]) + len(body).to_bytes(2, "big") + body


def message(body: bytes) -> bytes:
    return b"\1" + len(body).to_bytes(3, "big") + body


@given(st.binary(max_size=300), st.integers(1, 40))
def test_only_the_whole_message_counts(body: bytes, size: int) -> None:
    whole = message(body)
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    data = b"".join(map(record, pieces))
    assert holds_a_message(data)
    assert holds_a_message(data + b"more")
    assert not any(holds_a_message(data[:at]) for at in range(len(data)))
    assert passed_over(data) == 0


def test_what_is_no_handshake_need_not_be_waited_for() -> None:
    assert holds_a_message(b"GET / HTTP/1.0\r\n")
    assert holds_a_message(b"G")
    assert holds_a_message(record(b"\2\x28", kind=21))
    assert holds_a_message(CHANGE_CIPHER_SPEC)
    assert not holds_a_message(b"")


@given(st.lists(st.binary(max_size=50), max_size=4))
def test_whole_records_of_no_meaning_are_passed_over(bodies: list[bytes]) -> None:
    early = b"".join(record(body, kind=23) for body in bodies)
    data = CHANGE_CIPHER_SPEC + early
    assert passed_over(data) == len(data)
    assert passed_over(data + record(message(b"hello"))) == len(data)
    assert passed_over(data + record(b"later", kind=23)[:-1]) == len(data)
    assert passed_over(data + b"\x17") == len(data)


def test_nothing_else_is_passed_over() -> None:
    assert passed_over(b"") == 0
    assert passed_over(CHANGE_CIPHER_SPEC[:-1]) == 0
    assert passed_over(record(b"\2\x28", kind=21) + CHANGE_CIPHER_SPEC) == 0
