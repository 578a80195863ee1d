"""Hellos of real clients: read to the last byte, and as Wireshark reads them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.wire.codes import Code
from s_server.wire.extensions import Extension
from s_server.wire.fingerprints import ja3, ja3s, ja4, ja4_r
from s_server.wire.first_flight import first_client_hello
from s_server.wire.handshake import decode_message
from s_server.wire.record_headers import records
from s_server.wire.values import Malformed, Record
from tests.kit.hellos import Recorded, recorded
from tests.kit.pcap import capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.wire.client_hello import ClientHello
    from s_server.wire.values import Value

HELLOS = recorded()
CLIENTS = (
    *("openssl", "openssl-oldest", "openssl-newest", "openssl-dtls", "gnutls", "curl"),
    *("python", "node", "java", "chromium", "firefox", "curl_cffi-chrome150"),
)
OURS = {1234}
"""What `openssl-many` was told to send."""


def hello_of(hello: Recorded) -> ClientHello:
    return first_client_hello(hello.data, dtls=hello.dtls)


OPAQUE = {*OURS, 21, 35, 65281}
"""Extensions of bytes that mean nothing to anyone but who sent them."""
every = pytest.mark.parametrize("hello", HELLOS, ids=lambda hello: hello.name)


def test_they_are_all_here() -> None:
    assert set(CLIENTS) <= {hello.client for hello in HELLOS}
    assert any("ja4" in hello.wireshark for hello in HELLOS)


@every
def test_they_are_written_as_they_were_read(hello: Recorded) -> None:
    found = hello_of(hello)
    parts = [body for _, body in records(hello.data, dtls=hello.dtls)]
    head = 12 if hello.dtls else 4
    assert found.encode() == b"".join(parts)[head:]


def codes(value: Value | Extension) -> Iterator[Code]:
    """Every number of a registry in a value."""
    if isinstance(value, Code):
        yield value
    elif isinstance(value, Extension):
        yield value.type
        yield from codes(value.contents)
    elif isinstance(value, Record):
        for _, field in value.items:
            yield from codes(field)
    elif isinstance(value, tuple):
        for item in value:
            yield from codes(item)


@every
def test_every_number_has_a_name(hello: Recorded) -> None:
    found = hello_of(hello)
    lists = (found.extensions, found.cipher_suites, found.compression_methods)
    numbers = [code for value in lists for code in codes(value)]
    assert len(numbers) > 20
    assert {n for n in numbers if not n.name and not n.is_grease} <= OURS


@every
def test_every_extension_is_what_it_should_be(hello: Recorded) -> None:
    for extension in hello_of(hello).extensions or ():
        assert not isinstance(extension.contents, Malformed), extension
        if not extension.is_grease and extension.code not in OPAQUE:
            assert not isinstance(extension.contents, bytes), extension


@every
def test_fingerprints_are_wiresharks(hello: Recorded) -> None:
    found = hello_of(hello)
    assert ja3(found) == (hello.wireshark["ja3_full"], hello.wireshark["ja3"])
    transport = "d" if hello.dtls else "t"
    # Wireshark knows JA4 from 4.2 on; whoever records may have an older one.
    if "ja4" in hello.wireshark:
        assert ja4(found, transport) == hello.wireshark["ja4"]
        assert ja4_r(found, transport) == hello.wireshark["ja4_r"]


# Wireshark's field: what it should hold.
FIELDS = (
    *("version", "random", "session_id", "ciphersuite", "comp_method"),
    *("extension.type", "extension.len", "extensions_supported_group", "sig_hash_alg"),
    *("extensions_ec_point_format", "extensions_server_name", "extensions_alpn_str"),
    *("extensions.supported_version", "extensions_key_share_group", "ja3"),
)
PSK_MODE = "extension.psk_ke_mode"
ASKED = (*(f"handshake.{name}" for name in FIELDS), PSK_MODE)


def expected(found: ClientHello) -> dict[str, list[str]]:
    """The same fields as we read them; numbers are decimal."""
    extensions = found.extensions or ()
    schemes = (
        scheme
        for extension in extensions
        if extension.code in (13, 34, 50)
        for scheme in codes(extension.contents)
    )
    values: dict[str, object] = {
        "version": [found.version],
        "random": [found.random.hex()],
        "session_id": [found.session_id.hex()] if found.session_id else [],
        "ciphersuite": found.cipher_suites,
        "comp_method": found.compression_methods,
        "extension.type": [e.code for e in extensions],
        "extension.len": [len(e.data) for e in extensions],
        "extensions_supported_group": found.groups,
        "sig_hash_alg": schemes,
        "extensions_ec_point_format": found.point_formats,
        "extensions_server_name": [found.server_name] if found.server_name else [],
        "extensions_alpn_str": [p.decode() for p in found.alpn_protocols],
        "extensions.supported_version": found.supported_versions,
        "extensions_key_share_group": found.key_share_groups,
        PSK_MODE: found.psk_modes,
        "ja3": [ja3(found)[1]],
    }
    return {name: [_text(v) for v in values[name]] for name in (*FIELDS, PSK_MODE)}  # type: ignore[attr-defined]  # all are iterable


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, int) else str(value)


@pytest.fixture(scope="module")
def wireshark(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, list[str]]]:
    """The fields of every recorded hello, from one capture of them all."""
    path: Path = tmp_path_factory.mktemp("pcap") / "hellos.pcap"
    path.write_bytes(capture((hello.data, hello.dtls) for hello in HELLOS))
    layers = [f"{layer}.{name}" for layer in ("tls", "dtls") for name in ASKED]
    asked = [word for field in layers for word in ("-e", field)]
    done = subprocess.run(
        ["tshark", "-r", path, "-d", "udp.port==4433,dtls", "-T", "fields",
         "-Y", "tls.handshake.type == 1 or dtls.handshake.type == 1",
         "-E", "aggregator=;", *asked],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found = []
    for line in done.stdout.splitlines():
        cells = line.split("\t")
        rows = (cells[: len(ASKED)], cells[len(ASKED) :])
        chosen = rows[0] if rows[0][0] else rows[1]
        found.append(dict(zip((*FIELDS, PSK_MODE), map(_values, chosen), strict=True)))
    return found


def _values(cell: str) -> list[str]:
    """Numbers come in hex or decimal, as Wireshark sees fit."""
    words = [word for word in cell.split(";") if word]
    return [str(int(w, 16)) if w.startswith("0x") else w for w in words]


@pytest.mark.parametrize("number", range(len(HELLOS)), ids=[h.name for h in HELLOS])
def test_wireshark_reads_the_same(
    number: int, wireshark: list[dict[str, list[str]]]
) -> None:
    assert len(wireshark) == len(HELLOS)
    ours = expected(hello_of(HELLOS[number]))
    assert wireshark[number] == ours


def test_wireshark_has_the_same_of_a_server(tmp_path: Path) -> None:
    body = bytes.fromhex("0303" + "00" * 32 + "00 c02f 00 000b ff01000100 000b00020100")
    message = b"\x02" + len(body).to_bytes(3) + body
    data = b"\x16\x03\x03" + len(message).to_bytes(2) + message
    path = tmp_path / "server.pcap"
    path.write_bytes(capture([(data, False)]))
    fields = ("-e", "tls.handshake.ja3s_full", "-e", "tls.handshake.ja3s")
    done = subprocess.run(
        ["tshark", "-r", path, "-T", "fields", *fields],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    ours = ja3s(decode_message(message, 0x0303))
    assert tuple(done.stdout.split()) == ours
