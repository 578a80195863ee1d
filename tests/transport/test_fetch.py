"""What is fetched comes whole and in time, or there is one error with the reason."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest

from s_server.errors import FetchError
from s_server.transport.fetch import LONGEST, Limits, Request, fetch
from s_server.wire import http_url
from tests.kit.address import free_port
from tests.kit.distribution import DistributionPoint, response, silent
from tests.kit.fixtures import certificates

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.wire.http_url import HttpUrl
    from tests.kit.certificates import Certificates

__all__ = ["certificates"]

BODY = bytes(range(256)) * 40
SHORT = 0.3


def limits(seconds: float = 10, size: int = 100_000, stop: int | None = None) -> Limits:
    return Limits(deadline=time.monotonic() + seconds, size=size, stop=stop)


def failure(url: str, within: Limits) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(Request(url), within)
    return caught.value.message


def test_a_get() -> None:
    with DistributionPoint(response(BODY)) as place:
        request = Request(place.url + "?a=b", headers={"Accept": "x/y"})
        assert fetch(request, limits()) == BODY
    (head,) = place.requests
    lines = head.split(b"\r\n")
    assert lines[0] == b"GET /list.crl?a=b HTTP/1.1"
    assert {b"Accept: x/y", b"Connection: close"} <= set(lines)


def test_a_post() -> None:
    def read_and_answer(client: socket.socket) -> None:
        response(b"answer")(client)

    with DistributionPoint(read_and_answer) as place:
        request = Request(place.url, b"question", {"Content-Type": "x/y"})
        assert fetch(request, limits()) == b"answer"
    head = place.requests[0]
    assert head.startswith(b"POST /list.crl HTTP/1.1\r\n")
    assert b"\r\nContent-Length: 8\r\n" in head


def test_it_is_sent_on() -> None:
    with (
        DistributionPoint(response(BODY)) as end,
        DistributionPoint(silent) as place,
    ):
        head = b"Location: %s\r\n" % end.url.encode()
        place.answer = response(b"", status="302 Found", head=head)
        assert fetch(Request(place.url), limits()) == BODY
        with pytest.raises(FetchError, match="status 302"):
            fetch(Request(place.url, b"a POST is not"), limits())
        head = b"Location: /list.crl\r\n"
        place.answer = response(b"", status="301 Moved", head=head)
        assert failure(place.url, limits()) == "more than 5 redirections"
        head = b"Location: file:///etc/passwd\r\n"
        place.answer = response(b"", status="301 Moved", head=head)
        assert "is no http address: it is not of the form" in failure(
            place.url, limits()
        )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response(b"", status="404 Not Found"), "status 404"),
        (response(BODY, size=len(BODY) + 3), "the response ends 3 bytes early"),
        (response(bytes(100_001)), "more than 100000 bytes"),
        (response(b"", size=1 << 40), f"the response ends {1 << 40} bytes early"),
        (lambda client: client.sendall(b"HTTP/1.0 200 OK\r\n"), "no answer in time"),
        (lambda client: client.sendall(b"hello\r\n"),
         "not an HTTP response (BadStatusLine)"),
        (lambda client: client.shutdown(socket.SHUT_RDWR),
         "not an HTTP response (RemoteDisconnected)"),
        (lambda client: client.sendall(b"x" * 70_000 + b"\r\n"),
         "not an HTTP response (LineTooLong)"),
    ],
)  # fmt: skip
def test_other_answers(answer: Callable[[socket.socket], None], reason: str) -> None:
    with DistributionPoint(answer) as place:
        within = limits(SHORT if "time" in reason else 10)
        assert failure(place.url, within) == reason


@pytest.mark.parametrize("url", ["ldap://x/", "http:///x", "/x"])
def test_only_http_addresses(url: str) -> None:
    assert failure(url, limits()).startswith(f"{url!r} is no http address: it ")


def test_https_is_not_verified(certificates: Certificates) -> None:
    with DistributionPoint(response(BODY)) as place:
        place.secure(certificates.pair("rsa"))
        assert place.url.startswith("https://")
        assert fetch(Request(place.url, b"question"), limits()) == BODY
        assert place.bodies == [b"question"]


def test_https_keeps_the_time(certificates: Certificates) -> None:
    """In the handshake, and afterwards drop by drop."""
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}/"
        assert failure(url, limits(SHORT)) == "no answer in time"
    with DistributionPoint(silent) as place:
        place.secure(certificates.pair("rsa"))
        assert failure(place.url, limits(SHORT)) == "no answer in time"
    assert time.monotonic() - began < 10


def test_https_that_is_none() -> None:
    with DistributionPoint(lambda client: client.sendall(b"HTTP/1.0 200\r\n")) as place:
        url = place.url.replace("http:", "https:")
        assert "SSL" in failure(url, limits(SHORT * 3)) or "time" in failure(
            url, limits(SHORT)
        )


def by(proxy: str) -> Callable[[HttpUrl], HttpUrl | None]:
    """Ask this proxy, whoever it is that is to be asked."""
    return lambda _: http_url.parse(proxy)


def test_a_proxy_is_asked_for_http() -> None:
    with DistributionPoint(response(BODY)) as proxy:
        request = Request("http://nowhere.test/x?y", proxy=by(proxy.url))
        assert fetch(request, limits()) == BODY
    head = proxy.requests[0]
    assert head.startswith(b"GET http://nowhere.test/x?y HTTP/1.1\r\n")
    assert b"\r\nHost: nowhere.test\r\n" in head


def test_a_proxy_connects_for_https(certificates: Certificates) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.pair("rsa"))
    asked = []

    def connect(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with context.wrap_socket(client, server_side=True) as inside:
            asked.append(inside.recv(65536))
            response(BODY)(inside)

    with DistributionPoint(connect) as proxy:
        request = Request("https://nowhere.test/x", proxy=by(proxy.url))
        assert fetch(request, limits()) == BODY
    assert proxy.requests[0] == (
        b"CONNECT nowhere.test:443 HTTP/1.1\r\nHost: nowhere.test:443\r\n\r\n"
    )
    assert asked[0].startswith(b"GET /x HTTP/1.1\r\n")


def test_a_proxy_that_does_not_connect() -> None:
    with DistributionPoint(response(b"", status="403 Forbidden")) as proxy:
        request = Request("https://nowhere.test/x", proxy=by(proxy.url))
        with pytest.raises(FetchError, match="the proxy answers status 403"):
            fetch(request, limits())


def test_a_fetch_without_a_limit_ends_after_a_day() -> None:
    assert Limits(deadline=float("inf"), size=0).seconds_left == LONGEST
    with DistributionPoint(response(BODY)) as place:
        assert fetch(Request(place.url), limits(1e12)) == BODY


def test_nobody_listens() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    assert failure(url, limits()) == "Connection refused"


def test_drops_do_not_make_the_time_longer() -> None:
    """Each read succeeds; all of them together take too long."""
    gone = threading.Event()

    def drip(client: socket.socket) -> None:
        client.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not gone.wait(SHORT / 10):
            client.sendall(b".")

    with DistributionPoint(drip) as place:
        began = time.monotonic()
        assert failure(place.url, limits(SHORT)) == "no answer in time"
        assert time.monotonic() - began < 5
        gone.set()


def test_a_name_that_is_looked_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        gone.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    began = time.monotonic()
    assert failure("http://nowhere.test/", limits(SHORT)) == "no answer in time"
    assert time.monotonic() - began < 5
    gone.set()


def test_no_time_is_left() -> None:
    assert failure("http://127.0.0.1/", limits(-1)) == "no time is left"


def test_the_stop_ends_it() -> None:
    stop, held = os.pipe()
    os.close(held)
    try:
        with DistributionPoint(silent) as place:
            assert failure(place.url, limits(stop=stop)) == "the server stops"
    finally:
        os.close(stop)
