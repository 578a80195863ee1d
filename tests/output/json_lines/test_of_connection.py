"""What a client is told of itself: everything but what it could be robbed of."""

from __future__ import annotations

import json

from s_server.events import Accepted, ClientHelloReceived, MessagePassed
from s_server.output.json_lines.of_connection import of_connection
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from tests.output.facts import INFO

PSK = b"\x00\x0a\x00\x04SECR\x00\x00\x00\x00\x00\x21\x20" + b"B" * 32
HELLO = ClientHello(
    version=0x0303,
    random=b"r" * 32,
    cipher_suites=(0x1301,),
    extensions=(
        Extension(35, b"SECRET"),
        Extension(16, b"\x00\x03\x02h2"),
        Extension(41, PSK),
    ),
).encode()


def test_lines() -> None:
    message = MessagePassed(
        connection=INFO,
        sent=False,
        version=0x0304,
        content_type=22,
        data=b"\x01" + len(HELLO).to_bytes(3) + HELLO,
    )
    hello = ClientHelloReceived(connection=INFO, data=HELLO)
    told = of_connection(
        [(0.0, Accepted(connection=INFO)), (1.23456, message), (2.0, hello)]
    )
    assert b"SECR" not in told
    assert b"SECR".hex().encode() not in told
    lines = json.loads(told)
    assert [line["elapsed_ms"] for line in lines] == [0.0, 1.235, 2.0]
    assert "time" not in lines[0]
    ticket, protocols, keys = lines[2]["hello"]["extensions"]
    assert (ticket["name"], ticket["data"]) == ("session_ticket", None)
    assert (keys["name"], keys["contents"]) == ("pre_shared_key", None)
    assert protocols["data"] == "0003026832"


def test_nothing_yet() -> None:
    assert json.loads(of_connection([])) == []
