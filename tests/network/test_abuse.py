"""Clients that break every rule: the right alert, and the next one is served."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import raw_reset, raw_tcp
from tests.kit.servers import CProgram, ServerRun
from tests.network.client import (
    TLS_1_2,
    TLS_1_3,
    client_hello,
    connect,
    eventually,
    read_to_end,
    reset,
    silent,
    still_open,
    wait_threads,
)
from tests.network.modes import MODES, assert_serves, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELLO = client_hello()
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03half"
NOT_TLS = {
    "nothing": b"",
    "plain HTTP": b"GET / HTTP/1.0\r\n\r\n",
    "plain PUT": b"PUT / HTTP/1.0\r\n\r\n",
    "SSH": b"SSH-2.0-client\r\n",
    "random bytes": bytes(range(1, 200)),
    "half a ClientHello": HALF_HELLO,
    "one byte": b"\x16",
    "a record's head": b"\x16\x03\x01\x00\x05",
    "no ClientHello": b"\x16\x03\x01\x00\x05hello",
    "a record too long": b"\x16\x03\x01\xff\xff" + bytes(100),
    "an alert": b"\x15\x03\x01\x00\x02\x02\x28",
    "data at once": b"\x17\x03\x03\x00\x05hello",
    "SSL 2": b"\x80\x2e\x01\x00\x02" + bytes(60),
    "a megabyte of nothing": bytes(1024 * 1024),
}


@pytest.fixture(scope="module", params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    name = request.param
    assert isinstance(name, str)
    return name


@pytest.fixture(scope="module")
def server(mode: str, folder: Path) -> Iterator[ServerRun]:
    """One server for each mode: what one test does to it, the next one meets."""
    with start(folder, *MODES[mode]) as running:
        yield running


@pytest.fixture(scope="module")
def c_program(mode: str, folder: Path) -> Iterator[ServerRun]:
    options = ("-cert", "ecdsa.pem", *MODES[mode])
    with CProgram().start(*options, cwd=folder) as running:
        yield running


@pytest.mark.parametrize("kind", NOT_TLS)
def test_no_tls_gets_the_c_programs_alert(
    server: ServerRun, c_program: ServerRun, mode: str, kind: str
) -> None:
    data = NOT_TLS[kind]
    got = raw_tcp(server.address, data)
    # A record too long to be read whole may be answered with a reset.
    if len(data) < 10_000:
        assert got == raw_tcp(c_program.address, data)
    assert_serves(server, mode)


@pytest.mark.parametrize(
    "data", [b"", HALF_HELLO, HELLO], ids=["nothing", "half a hello", "hello"]
)
def test_a_client_that_falls_silent_holds_nobody_up(
    server: ServerRun, mode: str, data: bytes
) -> None:
    with silent(server.address, 1, data) as clients:
        assert_serves(server, mode)
        if data != HELLO:
            assert still_open(clients)
    assert_serves(server, mode)


@pytest.mark.parametrize(
    "data", [b"", HALF_HELLO, HELLO], ids=["nothing", "half a hello", "hello"]
)
def test_a_reset_before_the_handshake_is_done(
    server: ServerRun, mode: str, data: bytes
) -> None:
    for _ in range(5):
        raw_reset(server.address, data)
    assert_serves(server, mode)


def test_a_reset_in_the_middle_of_the_handshake(server: ServerRun, mode: str) -> None:
    with server.address.connect() as client:
        client.sendall(HELLO)
        assert client.recv(1) == b"\x16"  # the ServerHello has come
        reset(client)
    assert_serves(server, mode)


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
@pytest.mark.parametrize("data", [b"", b"GET /pa", b"half a line"])
def test_a_reset_after_the_handshake(
    server: ServerRun, mode: str, version: ssl.TLSVersion, data: bytes
) -> None:
    with connect(server.address, version=version) as client:
        if data:
            client.sendall(data)
        reset(client)
    assert_serves(server, mode)


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
def test_a_truncation_after_the_handshake(
    server: ServerRun, mode: str, version: ssl.TLSVersion
) -> None:
    with connect(server.address, version=version):
        pass
    assert_serves(server, mode)


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
def test_garbage_after_the_handshake_gets_an_alert(
    server: ServerRun, mode: str, version: ssl.TLSVersion
) -> None:
    with connect(server.address, version=version) as client:
        with socket.socket(fileno=socket.dup(client.fileno())) as plain:
            plain.sendall(b"\x17\x03\x03\x00\x20" + bytes(range(32)))
        with pytest.raises(ssl.SSLError) as caught:
            read_to_end(client)
        assert caught.value.reason == "SSLV3_ALERT_BAD_RECORD_MAC"
    assert_serves(server, mode)


def test_a_record_too_long_after_the_handshake_gets_an_alert(
    server: ServerRun, mode: str
) -> None:
    with connect(server.address, version=TLS_1_2) as client:
        with socket.socket(fileno=socket.dup(client.fileno())) as plain:
            plain.sendall(b"\x17\x03\x03\xff\xff" + bytes(0xFFFF))
        with pytest.raises((ssl.SSLError, ConnectionError)):
            read_to_end(client)
    assert_serves(server, mode)


def test_nobody_is_left_behind(server: ServerRun, mode: str) -> None:
    """Runs last in the module: every connection above has had its end."""
    assert_serves(server, mode)
    wait_threads(server, 0)
    eventually(lambda: True if server.status is None else None, "a running server")
