"""DTLS with real clients: many, from anywhere, that come back, and that are gone."""

from __future__ import annotations

import os
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mbedtls.exceptions import TLSError
from mbedtls.tls import DTLSConfiguration, DTLSVersion

from s_server import Server
from tests.kit.address import Address
from tests.kit.clients import ProgramClient, s_client, start_s_client
from tests.kit.datagrams import another, client_hello, exchange
from tests.kit.dtls import Client, reversal
from tests.kit.servers import OursRun, clean_environment
from tests.network.client import eventually, threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

DTLS = "-dtls1_2"
WEAK = ("-cipher", "DEFAULT:@SECLEVEL=0")


def gnutls(address: Address, *options: str) -> bytes:
    """Have gnutls-cli say a line; what it prints."""
    # fmt: off
    command = ["gnutls-cli", "--udp", "--no-ca-verification", "--port",
               str(address.port), *options, address.host]
    # fmt: on
    with ProgramClient(command, env=clean_environment()) as client:
        client.wait_line(rb"Handshake was completed")
        client.type(b"hello\n")
        client.wait_bytes(b"olleh")
        return client.finish().stdout


def descriptors(server: ServerRun) -> int:
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


def memory(server: ServerRun) -> int:
    """Kilobytes that the server holds."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found
    return int(found[1])


def test_every_client_is_served(serve: Serve) -> None:
    server = serve("-dtls", "-rev", *WEAK)
    for version in (DTLS, "-dtls1"):
        words = (version, *WEAK, "-quiet", "-no_ign_eof")
        seen = s_client(server.address, *words, send=b"hi\n", wait_for=b"ih\n")
        assert seen.stdout == b"ih\n"
    gnutls(server.address)
    old = DTLSConfiguration(
        validate_certificates=False,
        highest_supported_version=DTLSVersion.DTLSv1_0,
    )
    reversal(server.address)
    with Client(server.address, configuration=old) as client:
        # A datagram is a line, with an end or without.
        client.says(b"abc", b"cba\n")
        client.says(b"ab\ncd\nef", b"ba\n")
        assert [client.receive() for _ in range(2)] == [b"dc\n", b"fe\n"]


def test_each_client_is_told_of_from_its_first_hello(serve: Serve) -> None:
    """These three libraries say the same again, with the cookie."""
    server = serve("-dtls", "-rev", "-naccept", "3")
    assert isinstance(server, OursRun)
    words = (DTLS, "-quiet", "-no_ign_eof")
    s_client(server.address, *words, send=b"hi\n", wait_for=b"ih\n")
    gnutls(server.address)
    reversal(server.address)
    server.wait()
    for number in (1, 2, 3):
        names = [
            line["name"]
            for line in server.lines
            if line["event"] == "message_passed" and line["connection"] == number
        ]
        assert names[:4] == [
            *("client_hello", "hello_verify_request", "client_hello", "server_hello")
        ]


@pytest.mark.parametrize("place", ["127.0.0.1:0", "[::]:0", "*:0"])
def test_200_at_once(serve: Serve, place: str) -> None:
    count = 200 if place == "*:0" else 20
    server = serve("-dtls", "-rev", "-quiet", "-accept", place)
    before = descriptors(server)
    host = "127.0.0.2" if place == "*:0" else server.address.host
    address = Address(host=host, port=server.port)
    with ExitStack() as stack, ThreadPoolExecutor(20) as pool:
        clients = list(pool.map(Client, [address] * count))
        for client in clients:
            stack.enter_context(client)
        assert threads(server) == count + 1
        for number, client in enumerate(clients):
            client.says(b"%03d" % number, (b"%03d" % number)[::-1] + b"\n")
    eventually(lambda: True if descriptors(server) == before else None, "their end")


def test_ten_thousand_without_cookie_leave_nothing(serve: Serve) -> None:
    server = serve("-dtls", "-rev")
    reversal(server.address)
    hello = client_hello()

    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.connect((server.address.host, server.port))

        def flood(count: int) -> None:
            for _ in range(count):
                assert 0 < len(exchange(one, another(hello), 5)) <= len(hello)

        flood(500)
        before = descriptors(server), memory(server)
        flood(10_000)
        assert threads(server) <= 2, "no more than the first client's, which is kept"
        assert descriptors(server) == before[0]
        assert memory(server) - before[1] < 2048
        # Neither does nonsense, to the listener.
        for size in (0, 1, 13, 60, 500, 9000):
            one.send(os.urandom(size))
            one.send(hello[:size])
    reversal(server.address)


def test_nonsense_does_not_touch_a_connection(serve: Serve) -> None:
    server = serve("-dtls", "-rev")
    with Client(server.address) as client:
        client.says(b"before", b"erofeb\n")
        hello = client_hello()
        for size in (0, 1, 13, 60, 500, 9000):
            client.plain.send(os.urandom(size))
            client.plain.send(hello[:size])
            client.plain.send(b"\x16\xfe\xfd" + bytes(size))
        client.says(b"after", b"retfa\n")


def test_a_client_that_comes_back(serve: Serve) -> None:
    server = serve("-dtls")
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        source = probe.getsockname()
    for number in range(3):
        # It is not heard of again, and then starts from the same address.
        client = Client(server.address, source=source)
        client.send(b"visit %d\n" % number)
        server.wait_bytes(b"visit %d\n" % number)
        client.vanish()
    server.type(b"Q\n")
    server.wait()
    assert server.stdout.count(b"BEGIN SSL SESSION") == 3
    assert server.stdout.count(b"CONNECTION CLOSED") == 3
    assert b"ERROR" not in server.stdout


def test_the_second_client_of_listen_is_served_and_q_ends_one(serve: Serve) -> None:
    server = serve("-dtls", "-listen")
    for number in range(2):
        with start_s_client(server.address, DTLS, "-quiet") as client:
            client.type(b"client %d\n" % number)
            server.wait_bytes(b"client %d\n" % number)
            server.type(b"q\n")
            assert client.seen().status == 0
    server.type(b"Q\n")
    assert server.wait() == 0
    assert b"2 server accepts that finished" in server.stdout


def test_who_vanishes_ends_by_the_idle_limit(serve: Serve) -> None:
    server = serve("-dtls", "-idle_timeout", "1")
    client = Client(server.address)
    client.send(b"hello\n")
    server.wait_bytes(b"hello\n")
    # Nonsense does not keep it alive.
    for _ in range(3):
        client.plain.send(b"\x16\xfe\xfd" + bytes(30))
    server.wait_line(rb"s_server: connection timed out", stream="stderr")
    client.vanish()


def test_the_page(serve: Serve) -> None:
    server = serve("-dtls", "-www", "-mtu", "500")
    seen = s_client(server.address, DTLS, "-quiet", send=b"GET / HTTP/1.0\r\n\r\n")
    assert seen.stdout.startswith(b"HTTP/1.0 200 ok\r\n")
    assert seen.stdout.endswith(b"</BODY></HTML>\r\n\r\n")


def test_from_python() -> None:
    with Server(dtls=True, accept="127.0.0.1:0", rev=True, nocert=False) as server:
        assert server.url == f"dtls://localhost:{server.port}/"
        address = Address(host=str(server.address[0]), port=server.port)
        reversal(address)
        with pytest.raises((TLSError, OSError)):
            Client(address, configuration=DTLSConfiguration(), limit=2)
        (first, second) = server.connections
        assert first.version == "DTLSv1.2"
        assert second.number == 2


def test_keys_certificates_and_sessions(serve: Serve, tmp_path: Path) -> None:
    key = "1a2b3c4d5e6f708192a3b4c5d6e7f809"
    server = serve("-dtls", "-rev", "-psk", key, "-verify", "2", "-cipher", "ALL:PSK")
    shared = DTLSConfiguration(
        validate_certificates=False,
        pre_shared_key=("somebody", bytes.fromhex(key)),
        ciphers=("TLS-PSK-WITH-AES-128-GCM-SHA256",),
    )
    with Client(server.address, configuration=shared) as client:
        client.says(b"psk\n", b"ksp\n")
    session = str(tmp_path / "session")
    for words in (("-sess_out", session), ("-sess_in", session)):
        seen = s_client(
            server.address,
            *(DTLS, "-cipher", "ECDHE", "-cert", "ecdsa.pem", *words),
            send=b"hello\n",
            wait_for=b"olleh",
            cwd=server.cwd,
        )
        assert (b"Reused, " in seen.stdout) is ("-sess_in" in words)
    pair = str((server.cwd or tmp_path) / "ecdsa.pem")
    gnutls(server.address, "--x509certfile", pair, "--x509keyfile", pair)
    server.wait_line(rb"Peer certificate: ", stream="stderr")
