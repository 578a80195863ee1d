"""What is fetched comes whole and in time, or there is one error with the reason."""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from s_server.errors import FetchError
from s_server.transport.fetch import Limits, Request, fetch
from tests.kit.address import free_port
from tests.kit.distribution import DistributionPoint, response, silent

if TYPE_CHECKING:
    from collections.abc import Callable

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
        assert failure(place.url, limits()).endswith("is no http address")


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


@pytest.mark.parametrize("url", ["https://localhost/", "ldap://x/", "http:///x", "/x"])
def test_only_http_addresses(url: str) -> None:
    assert failure(url, limits()) == f"{url!r} is no http address"


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
        assert time.monotonic() - began < SHORT * 3
        gone.set()


def test_a_name_that_is_looked_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        gone.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    began = time.monotonic()
    assert failure("http://nowhere.test/", limits(SHORT)) == "no answer in time"
    assert time.monotonic() - began < SHORT * 3
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
