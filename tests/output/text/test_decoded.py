"""What we say of messages where the library has no words for them."""

from __future__ import annotations

import pytest

from s_server.events.trace import MessageDecoded
from s_server.output.text.decoded import decoded_text
from s_server.wire.first_flight import first_client_hello
from tests.kit.hellos import Recorded, recorded
from tests.output.facts import INFO

HANDSHAKE = 22


def told(content_type: int, data: bytes, version: int = 0x0303) -> str:
    return decoded_text(
        MessageDecoded(
            connection=INFO,
            sent=False,
            version=version,
            content_type=content_type,
            data=data,
            text=None,
        )
    )


@pytest.mark.parametrize(
    ("content_type", "data", "expected"),
    [
        (
            0x100,
            b"\x16\3\1\0\x05",
            "Received Record\nHeader:\n  Version = TLS 1.0 (0x301)\n"
            "  Content Type = handshake (22)\n  Length = 5\n",
        ),
        (0x101, b"\x15", "  Inner Content Type = alert (21)\n"),
        (20, b"\1", "    change_cipher_spec (1)\n\n"),
        (21, b"\2\x28", "    Level=fatal(2), description=handshake_failure(40)\n\n"),
        (21, b"\2\xfe", "    Level=fatal(2), description=0xfe\n\n"),
        (22, b"\x0e\0\0\0", "    server_hello_done, Length=0\n\n"),
        (23, b"secret", ""),
    ],
)
def test_what_passes(content_type: int, data: bytes, expected: str) -> None:
    assert told(content_type, data) == expected


def test_a_datagrams_header_has_its_number() -> None:
    head = b"\x16\xfe\xfd\0\1\0\0\0\0\0\7\0\x09"
    assert "  epoch=1, sequence_number=7\n  Length = 9\n" in told(0x100, head)


def test_what_is_no_message_is_bytes() -> None:
    assert told(22, b"\1\0\0\x09\1").endswith("    01 00 00 09 01\n")
    assert told(21, b"\1").endswith("    01\n")


TLS = [one for one in recorded() if not one.dtls and one.data[0] == HANDSHAKE]


@pytest.mark.parametrize("one", TLS, ids=lambda one: one.client)
def test_hellos_of_real_clients(one: Recorded) -> None:
    hello = first_client_hello(one.data)
    body = hello.encode()
    text = told(22, b"\1" + len(body).to_bytes(3) + body)
    assert text.startswith(f"    client_hello, Length={len(body)}\n      version: ")
    for extension in hello.extensions or ():
        assert f"extension_type={extension.type.label}" in text
