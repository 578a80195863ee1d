"""The pre_shared_key extension, and what is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from s_server.wire.psk import OfferedPsk, offered_psks

AGE = b"\x00\x00\x00\x07"


def vector(width: int, data: bytes) -> bytes:
    return len(data).to_bytes(width) + data


def extension(*offers: tuple[bytes, int]) -> bytes:
    """What a client writes: the identities, then the binders."""
    identities = b"".join(vector(2, identity) + AGE for identity, _ in offers)
    binders = b"".join(vector(1, bytes(size)) for _, size in offers)
    return vector(2, identities) + vector(2, binders)


def test_offers_keep_their_order() -> None:
    data = extension((b"ticket", 48), (b"Client_identity", 32))
    assert offered_psks(data) == (
        OfferedPsk(b"ticket", 48),
        OfferedPsk(b"Client_identity", 32),
    )


@given(st.lists(st.tuples(st.binary(min_size=1), st.integers(32, 255)), max_size=5))
def test_what_was_written_is_read(offers: list[tuple[bytes, int]]) -> None:
    expected = tuple(OfferedPsk(*offer) for offer in offers)
    assert offered_psks(extension(*offers)) == expected


@given(st.binary())
def test_nonsense_is_an_offer_or_none(data: bytes) -> None:
    assert all(isinstance(o, OfferedPsk) for o in offered_psks(data))


def test_what_ends_early_is_none() -> None:
    data = extension((b"Client_identity", 32))
    assert all(offered_psks(data[:end]) == () for end in range(len(data)))
    assert offered_psks(vector(2, vector(2, b"x") + AGE) + vector(2, b"")) == ()
