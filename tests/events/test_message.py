"""A ClientHello is decoded when somebody asks."""

from __future__ import annotations

from typing import Any

import pytest

from s_server.errors import WireError
from s_server.events import ClientHelloReceived, ConnectionInfo
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from s_server.wire.first_flight import first_client_hello
from tests.kit.hellos import recorded

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


def offers(hello: ClientHello) -> bool:
    """Whether a hello would resume, read in full."""
    ticket = hello.extension(35)
    return bool(
        hello.extension(41)
        or (ticket and ticket.data)
        or (hello.session_id and 43 not in hello)
    )


RESUMING = [
    {"session_id": b"i"},
    {"extensions": (Extension(35, b"ticket"),)},
    {"extensions": (Extension(1, b""), Extension(35, b"\0\0a"))},
    {"extensions": (Extension(43, b"\x02\x03\x04"), Extension(41, b"offer"))},
]
NEW = [
    {},
    {"extensions": ()},
    {"extensions": (Extension(35, b""),)},
    {"session_id": b"i" * 32, "extensions": (Extension(43, b"\x02\x03\x04"),)},
]


@pytest.mark.parametrize("datagram", [False, True])
@pytest.mark.parametrize("fields", [*RESUMING, *NEW])
def test_who_may_resume(fields: dict[str, Any], *, datagram: bool) -> None:
    hello = ClientHello(0x0303, b"r" * 32, cookie=b"c" if datagram else None, **fields)
    event = ClientHelloReceived(
        connection=INFO, data=hello.encode(), is_datagram=datagram
    )
    assert event.may_resume == offers(event.hello) == (fields in RESUMING)


def test_none_that_would_resume_is_overlooked() -> None:
    for one in recorded():
        hello = first_client_hello(one.data, dtls=one.dtls)
        event = ClientHelloReceived(
            connection=INFO,
            data=hello.encode(),
            is_datagram=one.dtls,
            is_sslv2=hello.sslv2,
        )
        assert event.may_resume or not offers(hello)
    assert ClientHelloReceived(connection=INFO, data=SSLV2, is_sslv2=True).may_resume
