"""What the clients of the differential tests do, as values for the table.

Each function makes a client: a function that takes the running server and
tells what was seen. All waits are for something that was said, so that two
runs go through the same steps.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tests.kit import clients as real
from tests.kit.clients import Seen
from tests.kit.process import NotSeenError
from tests.kit.release import is_since
from tests.kit.servers import ServerRun

if TYPE_CHECKING:
    import ssl

Client = Callable[[ServerRun], Seen]
Program = Callable[[], tuple[str, ...]]
"""Answers the words that start a program `openssl`, or skips the test."""

FROM_CLIENT = b"from the client\n"
FROM_SERVER = b"from the server\n"
DATA_ONLY = ("-quiet", "-no_ign_eof")
"""s_client prints what was decrypted and nothing else: where no answer can be
waited for, whether it also prints the tickets of TLS 1.3 is a matter of luck."""
BLOCK_ENDS = rb"enegotiation"


def installed_openssl() -> tuple[str, ...]:
    """Answer the word that starts the machine's own `openssl`."""
    return ("openssl",)


def talk(*options: str, program: Program = installed_openssl) -> Client:
    """Both sides say a line, the client's first; then it sends close_notify."""

    def client(server: ServerRun) -> Seen:
        before = len(server.stdout)
        with real.start_s_client(
            server.address, *options, cwd=server.cwd, program=program()
        ) as ours:
            ours.type(FROM_CLIENT)
            server.wait_bytes(FROM_CLIENT, after=before)
            server.type(FROM_SERVER)
            ours.wait_bytes(FROM_SERVER.rstrip())
            return ours.finish()

    return client


def send(data: bytes = FROM_CLIENT, options: tuple[str, ...] = ()) -> Client:
    """Send, and leave with close_notify."""

    def client(server: ServerRun) -> Seen:
        return real.s_client(server.address, *DATA_ONLY, *options, send=data)

    return client


def ask(data: bytes, answer: bytes, *options: str) -> Client:
    """Send, wait for the answer, leave with close_notify."""

    def client(server: ServerRun) -> Seen:
        return real.s_client(server.address, *options, send=data, wait_for=answer)

    return client


def until_end(data: bytes, *options: str) -> Client:
    """Send, and read until the server ends."""

    def client(server: ServerRun) -> Seen:
        with real.start_s_client(server.address, *DATA_ONLY, *options) as ours:
            ours.type(data)
            return ours.seen()

    return client


def refused(*options: str, program: Program = installed_openssl) -> Client:
    """Try a handshake that must fail."""

    def client(server: ServerRun) -> Seen:
        with real.start_s_client(
            server.address, *options, cwd=server.cwd, program=program()
        ) as ours:
            return ours.seen()

    return client


# A client whose protocols the server has none of: 1.1.1 goes on with it.
no_overlap = refused if is_since("3.0") else talk


def keyboard(
    *chunks: bytes, seen: bytes = b"", end: bool = False, options: tuple[str, ...] = ()
) -> Client:
    """Type at the server once its block is out; `seen` reaches the client.

    `end` also ends the server's input. The client stays until the server
    ends the connection, or until it has `seen`.
    """

    def client(server: ServerRun) -> Seen:
        address = server.address
        with real.start_s_client(address, *DATA_ONLY, *options) as ours:
            server.wait_line(BLOCK_ENDS)
            for chunk in chunks:
                server.type(chunk)
            if end:
                server.close_stdin()
            if not seen:
                return ours.seen()
            # A server that ends instead is caught by the comparison.
            with contextlib.suppress(NotSeenError):
                ours.wait_bytes(seen)
            return ours.finish()

    return client


HANDSHAKE_SEEN = rb"Can't use SSL_get_servername"
"""What s_client says of the server's certificate, once in each handshake."""


def letters(
    *typed: bytes, handshakes: int = 1, options: tuple[str, ...] = ()
) -> Client:
    """Type letter after letter at the server, each once it has read the one before.

    After so many full `handshakes` a line from the server shows that the connection
    goes on. (The client says nothing: the C program prints late what letters did.)
    """

    def client(server: ServerRun) -> Seen:
        address = server.address
        with real.start_s_client(address, *DATA_ONLY, *options, cwd=server.cwd) as ours:
            server.wait_line(BLOCK_ENDS)
            for letter in typed:
                server.type(letter)
                server.wait_typed_read()
            with contextlib.suppress(NotSeenError):
                ours.wait_line(HANDSHAKE_SEEN, stream="stderr", nth=handshakes)
            server.type(FROM_SERVER)
            with contextlib.suppress(NotSeenError):
                ours.wait_bytes(FROM_SERVER)
            return ours.finish()

    return client


def fetch(path: str, *options: str) -> Client:
    """Fetch with curl; `{host}` below is always localhost without a port."""

    def client(server: ServerRun) -> Seen:
        words = ("--insecure", "--include", *options)
        return real.curl(server.address, path, *words)

    return client


def python(end: real.End, *, version: ssl.TLSVersion, data: bytes) -> Client:
    """Send with Python's ssl; leave in this way once the server has it."""

    def client(server: ServerRun) -> Seen:
        arrived = partial(server.wait_bytes, data)
        return real.python_tls(
            server.address, version=version, send=data, before_end=arrived, end=end
        )

    return client


def held(*, data: bytes = b"", wait_for: bytes = b"") -> Client:
    """Connect while the server stands still, so that it finds everything at once.

    What the C program does when its input is ready depends on whether the
    ClientHello is there too: here it always is. The client sends `data`,
    waits for an answer, and leaves with close_notify.
    """

    def client(server: ServerRun) -> Seen:
        server.pause()
        return real.python_tls(
            server.address,
            after_hello=server.resume,
            send=data,
            wait_for=wait_for,
        )

    return client


def plain(data: bytes) -> Client:
    """Send bytes without TLS, and end; what comes back is not looked at.

    The servers leave bytes unread, so the kernel resets the connection, and
    whether the alert overtakes the reset is a matter of luck.
    """

    def client(server: ServerRun) -> Seen:
        real.raw_tcp(server.address, data)
        return Seen()

    return client


def knock() -> Client:
    """Connect and leave; whether anybody was there is not looked at."""

    def client(server: ServerRun) -> Seen:
        with contextlib.suppress(OSError):
            real.raw_tcp(server.address, b"")
        return Seen()

    return client


def in_turn(*clients: Client) -> Client:
    """Let several clients come one after the other."""

    def client(server: ServerRun) -> Seen:
        whole = Seen()
        for one in clients:
            seen = one(server)
            whole = replace(
                seen,
                stdout=whole.stdout + seen.stdout,
                stderr=whole.stderr + seen.stderr,
            )
        return whole

    return client
