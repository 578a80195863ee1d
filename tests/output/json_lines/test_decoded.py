"""A hello in JSON says what is in its bytes, and can say it of any bytes."""

from __future__ import annotations

import json
import random
from typing import Any

from s_server import events
from s_server.output.json_lines.decoded import (
    SMALL,
    code_text,
    extension_text,
    value_text,
)
from s_server.output.json_lines.encoders import encoder_of
from s_server.wire import codes
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from s_server.wire.fingerprints import ja3, ja4
from s_server.wire.values import Malformed, Record
from tests.kit.json_lines import problems_with

from .samples import INFO

SERVER_NAME = bytes.fromhex("000e00000b") + b"name.test\xff\\"
HELLO = ClientHello(
    version=codes.Version(0x0303),
    random=bytes(32),
    session_id=b"\x01",
    cipher_suites=(codes.CipherSuite(0x1301), codes.CipherSuite(0x9999)),
    compression_methods=(codes.Compression(0),),
    extensions=(
        Extension(0x1A1A, b"\x00"),
        Extension(0, SERVER_NAME),
        Extension(16, b"\x00\x05\x02h2\x01\xff"),
        Extension(10, b"\x00\x04\x0a\x0a\x00\x1d"),
        Extension(13, b"\x00\x03\x04"),
        Extension(0x7777, b"\x01\x02"),
        Extension(23, b""),
    ),
)


def told(body: bytes, **fields: bool) -> dict[str, Any]:
    """The hello of an event's line, which is valid."""
    event = events.ClientHelloReceived(connection=INFO, data=body, **fields)
    line = json.loads(encoder_of(events.ClientHelloReceived)(event))
    assert problems_with(line) == []
    assert line["data"] == body.hex()
    found: dict[str, Any] = line["hello"]
    return found


def test_everything_in_its_order() -> None:
    hello = told(HELLO.encode())
    assert hello["version"] == {"code": 0x0303, "name": "TLS 1.2", "grease": False}
    assert hello["cookie"] is None
    assert [(s["code"], s["name"]) for s in hello["cipher_suites"]] == [
        (0x1301, "TLS_AES_128_GCM_SHA256"),
        (0x9999, None),
    ]
    # Number 0 of another registry than the suite TLS_NULL_WITH_NULL_NULL.
    assert [c["name"] for c in hello["compression_methods"]] == ["NULL"]
    by_code = {e["code"]: e for e in hello["extensions"]}
    assert list(by_code) == [0x1A1A, 0, 16, 10, 13, 0x7777, 23]
    assert (by_code[0x1A1A]["grease"], by_code[0x1A1A]["name"]) == (True, None)
    assert by_code[0x7777]["contents"] == by_code[0x7777]["data"] == "0102"
    assert by_code[23]["contents"] is None
    assert [(g["code"], g["grease"]) for g in by_code[10]["contents"]] == [
        (0x0A0A, True),
        (0x001D, False),
    ]
    assert set(by_code[13]["contents"]) == {"malformed", "data"}


def test_names_are_text() -> None:
    hello = told(HELLO.encode())
    assert hello["alpn_protocols"] == ["h2", "\\xff"]
    assert isinstance(hello["server_name"], str)
    assert hello["server_name"].startswith("name.test")


def test_fingerprints() -> None:
    hello = told(HELLO.encode())
    assert hello["ja3"] == ja3(HELLO)[1]
    assert hello["ja4"] == ja4(HELLO)
    assert told(HELLO.encode())["ja4"] == hello["ja4"]


def test_the_same_numbers_of_two_registries() -> None:
    suites, methods = (codes.CipherSuite(0),), (codes.Compression(0),)
    assert value_text(suites) != value_text(methods)
    assert code_text(codes.CipherSuite(0)) != code_text(codes.Compression(0))


def test_no_extensions_at_all() -> None:
    bare = ClientHello(HELLO.version, HELLO.random)
    hello = told(bare.encode())
    assert hello["extensions"] is None
    assert hello["server_name"] is None
    assert hello["alpn_protocols"] == []


def test_large_extensions_are_told_too() -> None:
    data = b"\x00\xff\xfe" + b"x" * (SMALL * 2)
    long = Extension(16, data)
    assert json.loads(extension_text(long))["data"] == data.hex()


def test_a_hello_of_sslv2() -> None:
    message = bytes.fromhex("010301000300000010") + b"\x00\x00\x2f" + bytes(16)
    hello = told(message, is_sslv2=True)
    assert [s["code"] for s in hello["cipher_suites"]] == [0x2F]
    assert hello["extensions"] is None


def test_bytes_that_are_no_hello() -> None:
    assert list(told(b"\x03\x03")) == ["malformed"]
    assert list(told(b"")) == ["malformed"]


def test_damaged_hellos_are_told() -> None:
    """Whatever a client sends, there is a line, and it is valid."""
    whole, chance = HELLO.encode(), random.Random(8)
    for _ in range(500):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        told(bytes(damaged[: chance.randrange(len(damaged) + 1)]))


def test_any_value() -> None:
    value = Record((("a", (b"\x01", None, 7)), ("b", Malformed(b"\x02", 'no "x"'))))
    assert json.loads(value_text(value)) == {
        "a": ["01", None, 7],
        "b": {"malformed": 'no "x"', "data": "02"},
    }
