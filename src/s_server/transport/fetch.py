"""Fetches something small over HTTP, within a time limit for everything together.

The work is done on a thread of its own: ``fetch`` returns when the time is over, or
when the server stops, even while a name is still being looked up; and it needs little
stack, which matters to who is called back by C (ASYNC_start_job(3)).

A server on https is not verified: what is fetched here is signed itself, and the C
program does so too.  Python's ``ssl`` does that TLS.  It uses the libssl that is
loaded already where that is of its own generation, and else one of its own beside it.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from s_server.errors import FetchError
from s_server.frozen import Frozen
from s_server.wire import http_url

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPConnection, HTTPResponse

    from s_server.wire.http_url import HttpUrl

REDIRECTIONS = 5
LONGEST = 86400.0
"""A fetch without a limit of its own ends after this many seconds: a day."""
_OK = 200
_MOVED = frozenset({301, 302, 303, 307, 308})


class Limits(Frozen):
    """What a fetch may cost.

    ``deadline`` is the monotonic time at which it is over, ``size`` the most bytes in
    the answer; a readable ``stop`` ends it at once.
    """

    deadline: float
    size: int
    stop: int | None = None

    @property
    def seconds_left(self) -> float:
        """How long it may still take; raises FetchError when the time is over."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchError("no time is left")
        return min(left, LONGEST)


class Request(Frozen, kw_only=False):
    """What to ask for: a GET, or with a ``body`` a POST.

    ``proxy`` answers through which proxy a server is asked, or None (proxy.py).
    """

    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    proxy: Callable[[HttpUrl], HttpUrl | None] = lambda _: None


def fetch(request: Request, limits: Limits) -> bytes:
    """Answer the body of the response; raises FetchError with the reason in words.

    A GET follows redirections; any other status than 200 is an error.
    """
    seconds = limits.seconds_left
    work = _Work(request, limits)
    work.start()
    try:
        poll = select.poll()
        poll.register(work.done, select.POLLIN)
        if limits.stop is not None:
            poll.register(limits.stop, select.POLLIN)
        ready = [descriptor for descriptor, _ in poll.poll(seconds * 1000)]
    finally:
        work.leave()
    if work.done not in ready:
        raise FetchError("the server stops" if ready else "no answer in time")
    if work.problem is not None:
        raise work.problem
    return work.answer


class _Work(threading.Thread):
    """The thread that fetches; nobody waits for it once its time is over."""

    def __init__(self, request: Request, limits: Limits) -> None:
        super().__init__(name="fetch", daemon=True)
        self.answer = b""
        self.problem: BaseException | None = None
        self.done, self._told = os.pipe()
        self._request = request
        self._limits = limits

    def run(self) -> None:
        try:
            self.answer = _answer(self._request, self._limits)
        except BaseException as problem:
            self.problem = problem  # raised again where the answer is asked for
        finally:
            os.close(self._told)

    def leave(self) -> None:
        """Look no longer whether it is done."""
        os.close(self.done)


def _answer(request: Request, limits: Limits) -> bytes:
    # Loaded only here: it brings _ssl, which must come after libssl was opened.
    from http.client import HTTPException  # noqa: PLC0415  # see above

    url = request.url
    try:
        for _ in range(REDIRECTIONS + 1):
            with _Exchange(url, request, limits) as exchange:
                response = exchange.response(request)
                if response.status == _OK:
                    return _body(response, limits)
                place = response.headers.get("Location")
                is_moved = response.status in _MOVED and request.body is None
                if not is_moved or place is None:
                    raise FetchError(f"status {response.status}")
                url = urljoin(url, place)
    except TimeoutError:
        raise FetchError("no answer in time") from None
    except HTTPException as problem:
        words = f"not an HTTP response ({type(problem).__name__})"
        raise FetchError(words) from problem
    except (OSError, ValueError) as problem:
        words = getattr(problem, "strerror", None) or str(problem)
        raise FetchError(words) from problem
    raise FetchError(f"more than {REDIRECTIONS} redirections")


def _body(response: HTTPResponse, limits: Limits) -> bytes:
    body = response.read(limits.size + 1)
    if len(body) > limits.size:
        raise FetchError(f"more than {limits.size} bytes")
    if response.length:
        raise FetchError(f"the response ends {response.length} bytes early")
    return body


class _Exchange:
    """One request and its response on a connection of its own."""

    def __init__(self, url: str, request: Request, limits: Limits) -> None:
        from http.client import HTTPConnection  # noqa: PLC0415  # see _answer

        self._target = _parsed(url)
        self._proxy = request.proxy(self._target)
        near = self._proxy or self._target
        self._connection: HTTPConnection = HTTPConnection(near.host, near.port)
        self._response: HTTPResponse | None = None
        sock: socket.socket = _connected(near.host, near.port, limits)
        self._connection.sock = sock
        try:
            if self._proxy is not None and self._proxy.is_secure:
                sock = self._connection.sock = _secured(sock, near.host, limits)
            if self._target.is_secure:
                if self._proxy is not None:
                    self._tunnel()
                self._connection.sock = _secured(sock, self._target.host, limits)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> _Exchange:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        if self._response is not None:
            # The response keeps the socket open until it was read to its end.
            self._response.close()

    def response(self, request: Request) -> HTTPResponse:
        """Send the request and read the head of the response."""
        method = "GET" if request.body is None else "POST"
        target = self._target
        is_forwarded = self._proxy is not None and not target.is_secure
        where = target.text if is_forwarded else target.path
        headers = {"Host": target.authority, "Connection": "close", **request.headers}
        self._connection.request(method, where, request.body, headers)
        self._response = self._connection.getresponse()
        return self._response

    def _tunnel(self) -> None:
        """Have the proxy connect us to the target (RFC 9110 section 9.3.6)."""
        from http.client import HTTPResponse  # noqa: PLC0415  # see _answer

        place = self._target.place
        connection = self._connection
        connection.sock.sendall(
            f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode()
        )
        response = HTTPResponse(connection.sock, method="CONNECT")
        try:
            # It reads ahead, but the target says nothing before we do.
            response.begin()
            if response.status != _OK:
                raise FetchError(f"the proxy answers status {response.status}")
        finally:
            response.close()


def _parsed(url: str) -> HttpUrl:
    try:
        return http_url.parse(url)
    except ValueError as problem:
        raise FetchError(f"{url!r} is no http address: {problem}") from problem


class _Socket(socket.socket):
    """A socket on which everything together keeps the time limit."""

    limits: Limits

    def recv_into(self, *arguments: object) -> int:
        self.settimeout(self.limits.seconds_left)
        return super().recv_into(*arguments)  # type: ignore[arg-type]  # passed on

    def sendall(self, *arguments: object) -> None:
        self.settimeout(self.limits.seconds_left)
        super().sendall(*arguments)  # type: ignore[arg-type]  # passed on


def _connected(host: str, port: int, limits: Limits) -> _Socket:
    """Connect to the first address that answers; each gets its share of the time."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    problem: OSError | None = None
    for index, (family, kind, protocol, _, address) in enumerate(found):
        sock = _Socket(family, kind, protocol)
        sock.limits = limits
        try:
            sock.settimeout(limits.seconds_left / (len(found) - index))
            sock.connect(address)
        except OSError as failed:
            sock.close()
            problem = failed
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise problem or FetchError(f"{host!r} has no address")


def _secured(sock: socket.socket, host: str, limits: Limits) -> socket.socket:
    """Do the handshake of TLS, without verifying the server."""
    try:
        import ssl  # noqa: PLC0415  # see _answer
    except ImportError as problem:
        # Its _ssl may need a newer libssl than the one that was loaded before.
        raise FetchError(f"this Python has no TLS: {problem}") from problem

    class Secure(ssl.SSLSocket):
        """A TLS connection on which everything together keeps the time limit."""

        def recv_into(self, *arguments: object) -> int:
            self.settimeout(limits.seconds_left)
            return super().recv_into(*arguments)  # type: ignore[arg-type]  # passed on

        def sendall(self, *arguments: object) -> None:
            self.settimeout(limits.seconds_left)
            super().sendall(*arguments)  # type: ignore[arg-type]  # passed on

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = Secure
    sock.settimeout(limits.seconds_left)
    # One handshake keeps one limit: Python counts it over all its reads.
    return context.wrap_socket(sock, server_hostname=host)
