"""Every suite and extension of a ClientHello is in the tables, in its order."""

from __future__ import annotations

import re

from s_server.events import ClientHelloReceived
from s_server.output.html.hello import hello_section
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from tests.output.facts import INFO

HELLO = ClientHello(
    version=0x0303,
    random=b"r" * 32,
    cipher_suites=(0x2A2A, 0x1301, 0xFFFF),
    extensions=(Extension(0x0A0A, b""), Extension(16, b"\x00\x03\x02h2")),
)


def shown(*bodies: bytes) -> list[str]:
    events = [ClientHelloReceived(connection=INFO, data=body) for body in bodies]
    return [" ".join(text.split()) for text in hello_section(events).itertext()]


def test_everything_is_there() -> None:
    text = shown(HELLO.encode())
    assert "Cipher suites (3)" in text
    assert "Extensions (2)" in text
    order = [text.index(w) for w in ("0x2a2a", "TLS_AES_128_GCM_SHA256", "0xffff")]
    assert order == sorted(order)
    assert text.index("application_layer_protocol_negotiation") > order[-1]
    assert "h2" in text
    assert text.count("GREASE") == 2
    assert not any("ClientHello" in one for one in text)
    assert text[text.index("JA4") + 1].startswith("t12i0201h2_")
    assert re.fullmatch("[0-9a-f]{32}", text[text.index("JA3") + 1])


def test_a_second_hello() -> None:
    text = shown(HELLO.encode(), HELLO.encode())
    assert "ClientHello 1 of 2" in text
    assert "ClientHello 2 of 2" in text


def test_none_and_a_damaged_one() -> None:
    assert "No ClientHello was seen." in shown()
    assert any(one.startswith("It could not be read: ") for one in shown(b"\x03"))
