"""Extensions as they stand in a message."""

from __future__ import annotations

import pytest

from s_server.errors import WireError
from s_server.wire.codecs import decode
from s_server.wire.extensions import Extension, ExtensionList, OptionalExtensions
from s_server.wire.handshake_types import (
    CLIENT_HELLO,
    ENCRYPTED_EXTENSIONS,
    HELLO_RETRY_REQUEST,
    SERVER_HELLO,
)
from s_server.wire.values import Malformed, Record

BLOCK = bytes.fromhex("000c 002b 0003 020304 4a4a 0001 00".replace(" ", ""))


def test_a_block_is_read_in_order() -> None:
    codec = ExtensionList(CLIENT_HELLO)
    found = decode(codec, BLOCK)
    assert [e.code for e in found] == [43, 0x4A4A]
    assert [e.name for e in found] == ["supported_versions", None]
    assert [e.is_grease for e in found] == [False, True]
    assert codec.write(found) == BLOCK


def test_no_block_and_an_empty_one_differ() -> None:
    codec = OptionalExtensions(CLIENT_HELLO)
    for data, value in ((b"", None), (b"\0\0", ())):
        assert decode(codec, data) == value
        assert codec.write(value) == data


@pytest.mark.parametrize("end", range(1, len(BLOCK)))
def test_a_block_that_ends_early_is_an_error(end: int) -> None:
    with pytest.raises(WireError):
        decode(ExtensionList(CLIENT_HELLO), BLOCK[:end])


def test_the_message_decides_what_the_bytes_mean() -> None:
    share = b"\x00\x1d\x00\x01k"
    shares = b"\x00\x05" + share
    record = Record((("group", 29), ("key_exchange", b"k")))
    assert Extension(51, shares).contents == (record,)
    assert Extension(51, share, SERVER_HELLO).contents == record
    assert Extension(51, b"\x00\x1d", HELLO_RETRY_REQUEST).contents == 29
    assert Extension(0, b"", ENCRYPTED_EXTENSIONS).contents is None


def test_unknown_numbers_keep_their_bytes() -> None:
    assert Extension(0x1234, b"abc").contents == b"abc"
    # And so does a number that means nothing in this message.
    assert Extension(51, b"abc", ENCRYPTED_EXTENSIONS).contents == b"abc"


def test_malformed_contents_are_marked() -> None:
    found = Extension(16, b"\x00\x05\x02h2").contents
    assert isinstance(found, Malformed)
    assert found.data == b"\x00\x05\x02h2"
    assert "5 bytes expected" in found.reason
