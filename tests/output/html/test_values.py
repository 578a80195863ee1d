"""Decoded bytes are shown by name, and what is secret is not shown at all."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

import pytest

from s_server.output.html.elements import element
from s_server.output.html.values import codes, contents, value
from s_server.wire.codes import CipherSuite
from s_server.wire.extensions import Extension
from s_server.wire.values import Malformed, Record

if TYPE_CHECKING:
    from s_server.output.html.elements import Child
    from s_server.wire.values import Value


def words(child: Child) -> str:
    """What a reader sees."""
    return " ".join("".join(element("p", child).itertext()).split())


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (None, ""),
        (7, "7"),
        (b"", "empty"),
        (b"\x0a\xff", "0aff"),
        (b"\x01" * 40, "01" * 32 + "… 40 bytes"),
        (CipherSuite(0x1301), "TLS_AES_128_GCM_SHA256"),
        (CipherSuite(0x0A0A), "0x0a0a GREASE"),
        (CipherSuite(0x1234), "0x1234 unknown"),
        ((), "none"),
        (Record((("key_size", 3), ("data", b"\x01"))), "key size 3, data 01"),
        (Malformed(b"\x01", "too short"), "malformed: too short 01"),
        (Extension(23, b""), "extended_master_secret"),
    ],
)
def test_values(found: Value, shown: str) -> None:
    assert words(value(found)) == shown


def test_a_list_is_in_its_order() -> None:
    made = codes([CipherSuite(0x1302), 5])
    assert not isinstance(made, str | None)
    assert tostring(made, method="html") == (
        b'<ul class="inline"><li><code title="0x1302">TLS_AES_256_GCM_SHA384</code>'
        b"</li><li><code>5</code></li></ul>"
    )


NAME = b"\x00\x0e\x00\x00\x0b<b>.example"
PSK = b"\x00\x0a\x00\x04SECR\x00\x00\x00\x00\x00\x21\x20" + b"B" * 32


@pytest.mark.parametrize(
    ("extension", "shown"),
    [
        (Extension(0, NAME), "<b>.example"),
        (Extension(16, b"\x00\x06\x02h2\x02\x00\xff"), "h2\\x00\\xff"),
        (Extension(21, bytes(9)), "9 bytes"),
        (Extension(35, b"TICKET"), "a ticket, 6 bytes that are not shown"),
        (Extension(35, b""), "empty"),
        (Extension(41, PSK), "keys, 47 bytes that are not shown"),
        (Extension(0, b"\x00"), "malformed:"),
    ],
)
def test_contents(extension: Extension, shown: str) -> None:
    found = words(contents(extension))
    assert found == shown or (shown.endswith(":") and found.startswith(shown))
    assert "SECR" not in found
    assert b"SECR".hex() not in found
