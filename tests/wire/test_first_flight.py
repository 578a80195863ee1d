"""A hello is found in one record or many, in datagrams, and in SSLv2's form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.errors import WireError
from s_server.wire.client_hello import ClientHello
from s_server.wire.first_flight import first_client_hello

TLS = ClientHello(0x0303, bytes(32), cipher_suites=(0x1301,), extensions=())
DTLS = ClientHello(0xFEFD, bytes(32), cookie=b"cookie", cipher_suites=(0xC02F,))
SSLV2 = ClientHello(
    0x0301, bytes(16), cipher_suites=(0x2F,), compression_methods=(), sslv2=True
)


def message(kind: int = 1) -> bytes:
    body = TLS.encode()
    return bytes((kind,)) + len(body).to_bytes(3) + body


def in_records(data: bytes, size: int) -> bytes:
    parts = (data[at : at + size] for at in range(0, len(data), size))
    return b"".join(b"\x16\3\1" + len(part).to_bytes(2) + part for part in parts)


def in_datagrams(size: int) -> bytes:
    """The hello in fragments of so many bytes, each sent twice."""
    body = DTLS.encode()
    found = b""
    for at in range(0, len(body), size):
        part = body[at : at + size]
        place = (bytes(2), at.to_bytes(3), len(part).to_bytes(3))
        fragment = b"\x01" + len(body).to_bytes(3) + b"".join(place) + part
        head = b"\x16\xfe\xfd" + bytes(8) + len(fragment).to_bytes(2)
        found += (head + fragment) * 2
    return found


@pytest.mark.parametrize("size", [1, 2, 4, 7, 1000])
def test_in_records_and_datagrams_of_any_size(size: int) -> None:
    assert first_client_hello(in_records(message(), size) + b"more") == TLS
    assert first_client_hello(in_datagrams(size), dtls=True) == DTLS


def test_in_sslv2s_form() -> None:
    body = SSLV2.encode()
    assert first_client_hello((0x8000 | len(body)).to_bytes(2) + body) == SSLV2


def test_empty_records_do_no_harm() -> None:
    assert first_client_hello(b"\x16\3\1\0\0" * 3 + in_records(message(), 9)) == TLS


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "ends early"),
        (in_records(message(), 1000)[:-1], "expected"),
        (in_records(message()[:-1], 1000), "ends early"),
        (b"\x17\3\3\0\1a", "application_data"),
        (b"GET / HTTP/1.1\r\n", "expected"),
        (in_records(message(2), 1000), "type 2 is no"),
    ],
)
def test_anything_else_is_an_error(data: bytes, why: str) -> None:
    with pytest.raises(WireError, match=why):
        first_client_hello(data)


def test_a_datagram_of_another_kind_is_an_error() -> None:
    with pytest.raises(WireError):
        first_client_hello(b"hello", dtls=True)
    with pytest.raises(WireError, match="ends early"):
        first_client_hello(b"\x17\xfe\xfd" + bytes(10), dtls=True)


@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_are_no_other_error(data: bytes, dtls: bool) -> None:  # noqa: FBT001 - hypothesis
    for start in (b"", b"\x16\3\1\0\7", b"\x80\x10\1"):
        try:
            first_client_hello(start + data, dtls=dtls)
        except WireError:
            continue
