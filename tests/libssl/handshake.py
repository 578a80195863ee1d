"""Handshakes between our Tls and real clients, for the tests of this room."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from s_server.libssl.tls import Outcome, Tls
from tests.kit.address import Address
from tests.kit.clients import start_s_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.libssl.context import Context
    from tests.kit.clients import ProgramClient

SECONDS = 20
Result = TypeVar("Result")
_EVENTS = {Outcome.WANT_READ: select.POLLIN, Outcome.WANT_WRITE: select.POLLOUT}


def client_context(version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
    """Python's side: trusts everything, speaks this one version."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if version is not None:
        made.minimum_version = made.maximum_version = version
    return made


def insist(sock: socket.socket, operation: Callable[[], Outcome]) -> Outcome:
    """Repeat an operation of Tls until it no longer wants to wait."""
    while (outcome := operation()) in _EVENTS:
        poll = select.poll()
        poll.register(sock, _EVENTS[outcome])
        assert poll.poll(SECONDS * 1000), f"{outcome} for {SECONDS} seconds"
    return outcome


def read_all(tls: Tls, sock: socket.socket, size: int) -> bytes:
    """Read so many bytes from the client."""
    received = bytearray()

    def step() -> Outcome:
        outcome, data = tls.read()
        received.extend(data)
        return outcome

    while len(received) < size:
        assert insist(sock, step) is Outcome.DONE
    return bytes(received)


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start ``work`` on a thread; the answer waits for what came of it."""
    results: list[Result] = []
    problems: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def finish() -> Result:
        thread.join(SECONDS)
        if problems:
            raise problems[0]
        return results[0]

    return finish


@contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two connected sockets: ours does not block, the client's does."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(0)
        theirs.settimeout(SECONDS)
        yield ours, theirs


@contextmanager
def connected(
    context: Context,
    client: ssl.SSLContext,
    *,
    session: ssl.SSLSession | None = None,
    tell: Callable[..., object] | None = None,
) -> Iterator[tuple[Tls, socket.socket, ssl.SSLSocket]]:
    """Give both sides of a connection whose handshake is done, and our socket."""
    with pair() as (ours, theirs), Tls(context, ours.fileno(), tell=tell) as t:
        finish = beside(lambda: client.wrap_socket(theirs, session=session))
        try:
            assert insist(ours, t.handshake) is Outcome.DONE
        except BaseException:
            # The client sees the end now, or was content before we were.
            ours.close()
            with contextlib.suppress(OSError):
                finish().close()
            raise
        with finish() as their_end:
            yield t, ours, their_end


@contextmanager
def listening() -> Iterator[tuple[Address, Callable[[], socket.socket]]]:
    """Give where clients reach us, and what answers our non-blocking end of one."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS)

        def accept() -> socket.socket:
            ours, _ = listener.accept()
            ours.settimeout(0)
            return ours

        yield Address(port=listener.getsockname()[1]), accept


@contextmanager
def connected_s_client(
    context: Context, *options: str, tell: Callable[..., object] | None = None
) -> Iterator[tuple[Tls, ProgramClient]]:
    """Give our side of a finished handshake with ``openssl s_client``."""
    with (
        listening() as (address, accept),
        start_s_client(address, *options) as program,
        accept() as ours,
        Tls(context, ours.fileno(), tell=tell) as tls,
    ):
        assert insist(ours, tls.handshake) is Outcome.DONE, tls.failure
        yield tls, program
