"""A ClientHello is decoded when somebody asks."""

from __future__ import annotations

import pytest

from s_server.errors import WireError
from s_server.events import ClientHelloReceived, ConnectionInfo

INFO = ConnectionInfo(1, "127.0.0.1:1")
SUITES = b"\x00\x02\x13\x01"
PLAIN = b"\x03\x03" + b"r" * 32 + b"\x00" + SUITES + b"\x01\x00"
DATAGRAM = b"\xfe\xfd" + b"r" * 32 + b"\x00" + b"\x02ck" + SUITES + b"\x01\x00"
SSLV2 = b"\x01\x03\x01\x00\x03\x00\x00\x00\x10\x00\x00\x2f" + b"c" * 16


@pytest.mark.parametrize(
    ("event", "suites"),
    [
        (ClientHelloReceived(connection=INFO, data=PLAIN), (0x1301,)),
        (
            ClientHelloReceived(connection=INFO, data=DATAGRAM, is_datagram=True),
            (0x1301,),
        ),
        (ClientHelloReceived(connection=INFO, data=SSLV2, is_sslv2=True), (0x2F,)),
    ],
)
def test_each_form(event: ClientHelloReceived, suites: tuple[int, ...]) -> None:
    assert event.hello.cipher_suites == suites


def test_an_ill_formed_one() -> None:
    event = ClientHelloReceived(connection=INFO, data=PLAIN[:-1])
    with pytest.raises(WireError):
        _ = event.hello
