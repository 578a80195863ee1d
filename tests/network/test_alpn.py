"""ALPN with clients of other makes, and with several at once."""

from __future__ import annotations

import re
import ssl
import threading
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import Seen, curl, gnutls_cli
from tests.kit.process import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.kit.address import Address
    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

VERSIONS = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
EACH_VERSION = pytest.mark.parametrize("version", VERSIONS)
NO_OVERLAP = "no application protocol"
ACCEPTED = rb"ALPN[:,] server accepted (?:to use )?%s\s"


def negotiated(address: Address, version: str, *protocols: str) -> str | None:
    """What Python's ssl says was chosen."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = VERSIONS[version]
    if protocols:
        context.set_alpn_protocols(list(protocols))
    with (
        address.connect() as plain,
        context.wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(b"x\n")
        assert client.recv(10)
        return client.selected_alpn_protocol()


@EACH_VERSION
def test_python_hears_the_servers_preference(serve: Serve, version: str) -> None:
    address = serve("-rev", "-alpn", "h2,http/1.1").address
    assert negotiated(address, version, "http/1.1", "h2") == "h2"
    assert negotiated(address, version, "spdy/1", "http/1.1") == "http/1.1"
    assert negotiated(address, version) is None


@EACH_VERSION
def test_python_is_refused_without_overlap(serve: Serve, version: str) -> None:
    server = serve("-rev", "-alpn", "h2")
    with pytest.raises(ssl.SSLError) as caught:
        negotiated(server.address, version, "h3", "h2c")
    assert NO_OVERLAP in str(caught.value).lower().replace("_", " ")
    server.wait_line(b"no application protocol", stream="stderr")
    server.wait_line(b"^ALPN protocols advertised by the client: h3, h2c$")
    assert b"selected" not in server.stdout


def test_curl_agrees_on_http_1(serve: Serve) -> None:
    address = serve("-www", "-alpn", "http/1.1").address
    seen = curl(address, "/", "--insecure", "--http2", "--verbose")
    assert seen.status == 0
    assert seen.stdout.endswith(b"</HTML>\r\n\r\n")
    assert re.search(ACCEPTED % rb"http/1\.1", seen.stderr), seen.stderr


def test_curl_agrees_on_http_2(serve: Serve) -> None:
    # We speak no HTTP/2: what counts is which protocol curl was given.
    server = serve("-www", "-alpn", "h2,http/1.1")
    seen = curl(server.address, "/", "--insecure", "--http2", "--verbose")
    assert re.search(ACCEPTED % b"h2", seen.stderr), seen.stderr
    server.wait_line(b"^ALPN protocols selected: h2$")


@EACH_VERSION
def test_gnutls_agrees(serve: Serve, version: str) -> None:
    server = serve("-rev", "-alpn", "h2,http/1.1")

    def said(*protocols: str) -> Seen:
        words = [word for name in protocols for word in ("--alpn", name)]
        return gnutls_cli(
            server.address, *words, version=version, send=b"abc\n", wait_for=b"cba"
        )

    assert b"Application protocol: h2\n" in said("http/1.1", "h2").stdout
    assert b"Application protocol: http/1.1\n" in said("http/1.1").stdout
    assert b"Application protocol" not in said().stdout


def test_each_of_many_gets_its_own(serve: Serve) -> None:
    wanted = [f"protocol-{number}" for number in range(12)]
    server = serve("-rev", "-alpn", ",".join(wanted))
    together = threading.Barrier(len(wanted))
    got: dict[str, str | None] = {}

    def client(name: str) -> None:
        together.wait(TIMEOUT)
        got[name] = negotiated(server.address, "TLSv1.3", "other", name)

    threads = [threading.Thread(target=client, args=(name,)) for name in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {name: name for name in wanted}
    for name in wanted:
        server.wait_line(b"^ALPN protocols selected: %s$" % name.encode())
