"""What is in a message is told as it would be if each were decoded anew."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from s_server.errors import WireError
from s_server.events import MessagePassed
from s_server.output.json_lines import contents
from s_server.output.json_lines.contents import contents_text
from s_server.output.json_lines.decoded import value_text
from s_server.output.json_lines.encoders import encoder_of
from s_server.wire.extensions import Extension
from s_server.wire.handshake import decode_message
from s_server.wire.handshake_forms import HELLO_RETRY_REQUEST_RANDOM
from tests.kit.json_lines import problems_with

from .samples import INFO

if TYPE_CHECKING:
    from collections.abc import Callable

TLS1_2, TLS1_3, DTLS1_2 = 0x0303, 0x0304, 0xFEFD


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No template of another test."""
    contents._templates.cache_clear()


def passed(data: bytes, version: int = TLS1_3, content_type: int = 22) -> MessagePassed:
    return MessagePassed(
        connection=INFO,
        sent=True,
        version=version,
        content_type=content_type,
        data=data,
    )


def told(data: bytes, version: int = TLS1_3, content_type: int = 22) -> Any:  # noqa: ANN401 - JSON
    """The contents on a line, which is valid."""
    line = json.loads(encoder_of(MessagePassed)(passed(data, version, content_type)))
    assert problems_with(line) == []
    return line["contents"]


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3) + body


def opaque(data: bytes, width: int) -> bytes:
    return len(data).to_bytes(width) + data


def server_hello(octets: bytes | None = None, key: bytes | None = None) -> bytes:
    """A ServerHello of TLS 1.3, or a HelloRetryRequest as long."""
    share = b"\x00\x1d" + opaque(os.urandom(32) if key is None else key, 2)
    extensions = b"\x00\x2b\x00\x02\x03\x04" + b"\x00\x33" + opaque(share, 2)
    body = b"\x03\x03" + (octets or os.urandom(32)) + opaque(os.urandom(32), 1)
    return message(2, body + b"\x13\x02\x00" + opaque(extensions, 2))


def certificate() -> bytes:
    entries = [opaque(os.urandom(size), 3) + opaque(b"", 2) for size in (300, 400)]
    return message(11, b"\x00" + opaque(b"".join(entries), 3))


def certificate_request() -> bytes:
    schemes = Extension(13, opaque(b"\x04\x03\x08\x04", 2)).encode()
    name = opaque(b"\x30\x20" + os.urandom(32), 2)
    names = Extension(47, opaque(name, 2)).encode()
    return message(13, b"\x00" + opaque(schemes + names, 2))


KINDS: dict[str, tuple[int, Callable[[], bytes]]] = {
    "ServerHello": (TLS1_3, server_hello),
    "HelloRetryRequest": (
        TLS1_3,
        lambda: server_hello(HELLO_RETRY_REQUEST_RANDOM, b""),
    ),
    "EncryptedExtensions": (TLS1_3, lambda: message(8, b"\0\x09\0\x10\0\5\0\3\2h2")),
    "Certificate": (TLS1_3, certificate),
    "Certificate of 1.2": (
        TLS1_2,
        lambda: message(11, opaque(opaque(os.urandom(400), 3), 3)),
    ),
    "CertificateRequest": (TLS1_3, certificate_request),
    "CertificateVerify": (
        TLS1_3,
        lambda: message(15, b"\x04\x03" + opaque(os.urandom(71), 2)),
    ),
    "ServerKeyExchange": (TLS1_2, lambda: message(12, b"\3\0\x1d" + os.urandom(105))),
    "ServerHelloDone": (TLS1_2, lambda: message(14, b"")),
    "KeyUpdate": (TLS1_3, lambda: message(24, b"\1")),
    "unknown": (TLS1_3, lambda: message(99, os.urandom(20))),
    "HelloVerifyRequest": (
        DTLS1_2,
        lambda: b"\3\0\0\x17\0\0\0\0\0\0\0\x17\xfe\xff" + opaque(os.urandom(20), 1),
    ),
    "a fragment": (
        DTLS1_2,
        lambda: b"\x0b\0\2\0\0\2\0\0\x10\0\0\x20" + os.urandom(32),
    ),
}


def in_full(data: bytes, version: int) -> str:
    is_datagram = version == DTLS1_2
    return value_text(decode_message(data, version, dtls=is_datagram).fields)


@pytest.mark.parametrize("name", KINDS)
def test_each_is_told_as_if_it_were_the_first(name: str) -> None:
    version, make = KINDS[name]
    for _ in range(5):
        data = make()
        assert contents_text(passed(data, version)) == in_full(data, version)
        assert told(data, version) == json.loads(in_full(data, version))


def test_a_retry_as_long_as_a_hello_is_told_from_it() -> None:
    for octets in (None, HELLO_RETRY_REQUEST_RANDOM, None, HELLO_RETRY_REQUEST_RANDOM):
        data = server_hello(octets)
        assert contents_text(passed(data)) == in_full(data, TLS1_3)


def test_most_are_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice, with the proof of the template."""
    count: list[int] = []

    def counted(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
        count.append(1)
        return decode_message(*given, **named)

    monkeypatch.setattr(contents, "decode_message", counted)
    for name, (version, make) in KINDS.items():
        if name == "HelloRetryRequest":
            continue  # there are few
        count.clear()
        for _ in range(10):
            contents_text(passed(make(), version))
        assert len(count) == 2, name


def test_fields_have_the_names_of_the_rfcs() -> None:
    hello = told(server_hello())
    assert hello["version"] == {"code": 0x0303, "name": "TLS 1.2", "grease": False}
    assert hello["cipher_suite"]["name"] == "TLS_AES_256_GCM_SHA384"
    assert [one["name"] for one in hello["extensions"]] == [
        *("supported_versions", "key_share")
    ]
    verify = told(message(15, b"\x08\x07" + opaque(b"abc", 2)))
    assert verify["algorithm"]["name"] == "ed25519"
    assert verify["signature"] == b"abc".hex()


def test_an_alert() -> None:
    assert told(b"\x02\x28", content_type=21) == {
        "level": {"code": 2, "name": "fatal", "grease": False},
        "description": {"code": 40, "name": "handshake_failure", "grease": False},
    }


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        pytest.param(message(1, b"\3\3"), 22, id="a ClientHello"),
        pytest.param(message(4, os.urandom(40)), 22, id="a ticket"),
        pytest.param(message(20, os.urandom(48)), 22, id="a Finished"),
        pytest.param(b"\1", 20, id="a change of cipher"),
        pytest.param(b"", 23, id="nothing"),
    ],
)
def test_what_is_not_told_here(data: bytes, content_type: int) -> None:
    assert told(data, content_type=content_type) is None


@pytest.mark.parametrize(
    ("data", "content_type"),
    [(b"", 22), (b"\2", 22), (message(2, b"\3\3"), 22), (b"\2", 21), (b"\2\1\0", 21)],
)
def test_what_is_malformed_says_why(data: bytes, content_type: int) -> None:
    found = told(data, content_type=content_type)
    assert list(found) == ["malformed"]
    assert found["malformed"]


def test_damaged_messages() -> None:
    chance = random.Random(8)
    for version, make in KINDS.values():
        for _ in range(100):
            data = bytearray(make())
            for _ in range(chance.randint(1, 3)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            if data[0] in {1, 4, 20}:
                continue
            found = contents_text(passed(bytes(data), version))
            try:
                wanted = in_full(bytes(data), version)
            except WireError:
                assert found.startswith('{"malformed":')
            else:
                assert found == wanted
