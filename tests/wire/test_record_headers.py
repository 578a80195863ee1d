"""Heads of records, of TLS and of DTLS."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.errors import WireError
from s_server.wire.record_headers import RecordHeader, records


def test_a_head_of_tls() -> None:
    header = RecordHeader.decode(bytes.fromhex("16 0301 0200"))
    assert header.type.name == "handshake"
    assert header.version.name == "TLS 1.0"
    assert (header.length, header.epoch, header.sequence) == (512, None, None)
    assert header.encode() == bytes.fromhex("16 0301 0200")


def test_a_head_of_dtls() -> None:
    data = bytes.fromhex("16 fefd 0001 000000000007 0010")
    header = RecordHeader.decode(data, dtls=True)
    assert (header.epoch, header.sequence, header.length) == (1, 7, 16)
    assert header.encode() == data


def test_a_connection_id_stands_in_its_own_type_alone() -> None:
    data = bytes.fromhex("19 fefd 0001 000000000007 abcd 0010")
    header = RecordHeader.decode(data, dtls=True, cid_length=2)
    assert header.connection_id == b"\xab\xcd"
    assert header.encode() == data
    other = bytes.fromhex("16 fefd 0001 000000000007 0010")
    assert RecordHeader.decode(other, dtls=True, cid_length=2).connection_id == b""


def test_dtls_13s_head_is_not_read() -> None:
    with pytest.raises(WireError, match=r"DTLS 1\.3"):
        RecordHeader.decode(bytes(13).replace(b"\0", b"\x2f", 1), dtls=True)


def test_records_follow_each_other() -> None:
    data = bytes.fromhex("14 0303 0001 01 17 0303 0002 aabb")
    found = [(header.type.name, body) for header, body in records(data)]
    expected = [("change_cipher_spec", b"\1"), ("application_data", b"\xaa\xbb")]
    assert found == expected
    with pytest.raises(WireError):
        list(records(data[:-1]))


@given(st.binary(max_size=40), st.booleans())
def test_any_bytes_are_read_as_they_are_or_refused(data: bytes, dtls: bool) -> None:  # noqa: FBT001 - hypothesis
    try:
        found = list(records(data, dtls=dtls))
    except WireError:
        return
    assert b"".join(header.encode() + body for header, body in found) == data
