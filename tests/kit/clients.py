"""Real clients: s_client, curl, gnutls-cli, Python's ssl and a plain socket.

Each ends in a way that the server sees the same on every run: nothing is
closed before what the server sent has been read, unless that is the case
being tested.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.kit.process import TIMEOUT, Running
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kit.address import Address

PRIORITIES = {"TLSv1.2": "VERS-TLS1.2", "TLSv1.3": "VERS-TLS1.3"}
"""How gnutls-cli spells protocol versions."""
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER for zero seconds: closing sends a reset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a client saw, and its exit status (0 for clients in this process)."""

    stdout: bytes = b""
    stderr: bytes = b""
    status: int = 0


class End(StrEnum):
    """How a client of this process leaves."""

    CLOSE_NOTIFY = "close_notify, then the end of TCP"
    TRUNCATE = "the end of TCP without close_notify"
    RESET = "a TCP reset"
    READ = "reads until the server ends"


class ProgramClient(Running):
    """A client that is a program, with a keyboard."""

    def finish(self, typed: bytes = b"") -> Seen:
        """Type the last words, end the input, and wait for the client's end."""
        if self.status is None:
            with contextlib.suppress(BrokenPipeError):
                self.type(typed)
            self.close_stdin()
        return self.seen()

    def seen(self) -> Seen:
        """Wait for the client's end."""
        status = self.wait()
        return Seen(stdout=self.stdout, stderr=self.stderr, status=status)


def start_s_client(
    address: Address,
    *options: str,
    cwd: Path | None = None,
    program: tuple[str, ...] = ("openssl",),
) -> ProgramClient:
    """Start `openssl s_client`; the end of its input makes it send close_notify.

    With `-quiet -no_ign_eof` its stdout holds the decrypted bytes alone.
    """
    where = ("-unix", address.path) if address.path else ("-connect", address.text)
    command = [*program, "s_client", *where, *options]
    return ProgramClient(command, env=clean_environment(), cwd=cwd)


def s_client(
    address: Address,
    *options: str,
    send: bytes = b"",
    wait_for: bytes = b"",
    last: bytes = b"",
    cwd: Path | None = None,
) -> Seen:
    """Send, wait until `wait_for` was received, type `last`, end the input."""
    with start_s_client(address, *options, cwd=cwd) as client:
        # One that was refused may be gone before it can be told anything.
        with contextlib.suppress(BrokenPipeError):
            client.type(send)
        if wait_for:
            client.wait_bytes(wait_for)
        return client.finish(last)


def curl(address: Address, path: str, *options: str, host: str = "localhost") -> Seen:
    """Fetch `https://host/path` with curl from this address.

    The name in the URL never carries the port, so that every request is the
    same bytes on every run.
    """
    if address.path:
        where = ["--unix-socket", address.path]
    else:
        where = ["--connect-to", f"::{address.text}"]
    # fmt: off
    command = ["curl", "--silent", "--show-error", "--path-as-is", "--noproxy", "*",
               "--max-time", str(int(TIMEOUT)), *where, *options,
               f"https://{host}{path}"]
    # fmt: on
    with ProgramClient(command, stdin="null", env=clean_environment()) as client:
        return client.seen()


def gnutls_cli(
    address: Address,
    *options: str,
    version: str = "TLSv1.3",
    exchange: str = "",
    send: bytes = b"",
    wait_for: bytes = b"",
) -> Seen:
    """Connect gnutls-cli, send, wait for an answer, end the input.

    ``exchange`` goes on with the priority string: ``:-KX-ALL:+PSK``.
    """
    # fmt: off
    command = ["gnutls-cli", "--no-ca-verification", "--port", str(address.port),
               "--priority", f"NORMAL:-VERS-ALL:+{PRIORITIES[version]}{exchange}",
               *options, address.host]
    # fmt: on
    with ProgramClient(command, env=clean_environment()) as client:
        client.wait_line(rb"Handshake was completed")
        client.type(send)
        if wait_for:
            client.wait_bytes(wait_for)
        return client.finish()


@contextlib.contextmanager
def python_connection(
    address: Address,
    *,
    version: ssl.TLSVersion | None = None,
    ciphers: str = "",
    after_hello: Callable[[], object] | None = None,
) -> Iterator[ssl.SSLSocket]:
    """Connect Python's ssl, trusting every certificate; close at the end.

    `after_hello` is called when the ClientHello is on its way, before anything
    is read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if version is not None:
        context.minimum_version = context.maximum_version = version
    if ciphers:
        context.set_ciphers(ciphers)
    with (
        address.connect() as plain,
        context.wrap_socket(
            plain, server_hostname="localhost", do_handshake_on_connect=False
        ) as client,
    ):
        if after_hello:
            _say_hello(client)
            after_hello()
        client.do_handshake()
        yield client


def python_tls(
    address: Address,
    *,
    version: ssl.TLSVersion | None = None,
    send: bytes = b"",
    wait_for: bytes = b"",
    after_hello: Callable[[], object] | None = None,
    before_end: Callable[[], object] | None = None,
    end: End = End.CLOSE_NOTIFY,
) -> Seen:
    """Send, read until `wait_for` was received, leave in the given way.

    `before_end` may wait for what must come first: a reset, for one, overtakes
    what is unread. `stderr` of the result is the error in words, if any.
    """
    received = bytearray()
    try:
        with python_connection(
            address, version=version, after_hello=after_hello
        ) as client:
            client.sendall(send)
            while wait_for not in received:
                received += _read_some(client)
            if before_end:
                before_end()
            received += leave(client, end)
    except (OSError, EOFError) as error:
        name = getattr(error, "reason", None) or type(error).__name__
        return Seen(stdout=bytes(received), stderr=str(name).encode(), status=1)
    return Seen(stdout=bytes(received))


def leave(client: ssl.SSLSocket, end: End) -> bytes:
    """End a connection; what still came, where the way to end reads at all."""
    match end:
        case End.CLOSE_NOTIFY:
            plain = client.unwrap()
            plain.shutdown(socket.SHUT_WR)
            return _drain(plain)
        case End.TRUNCATE:
            client.shutdown(socket.SHUT_WR)
            _drain(client)
            return b""
        case End.RESET:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            return b""
        case End.READ:
            return _drain(client)


def raw_tcp(address: Address, data: bytes, *, ends: bool = True) -> Seen:
    """Send bytes without TLS, end our side if `ends`, read until the server ends."""
    with address.connect() as client:
        client.sendall(data)
        if ends:
            client.shutdown(socket.SHUT_WR)
        try:
            return Seen(stdout=_drain(client))
        except ConnectionResetError:
            return Seen(stderr=b"ConnectionResetError", status=1)


def raw_reset(address: Address, data: bytes = b"") -> Seen:
    """Send bytes without TLS, then a TCP reset."""
    with address.connect() as client:
        client.sendall(data)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    return Seen()


def _say_hello(client: ssl.SSLSocket) -> None:
    limit = client.gettimeout()
    client.settimeout(0)
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    client.settimeout(limit)


def _read_some(client: ssl.SSLSocket) -> bytes:
    piece = client.recv(16384)
    if not piece:
        raise EOFError("the server ended before the answer")
    return piece


def _drain(client: socket.socket) -> bytes:
    received = bytearray()
    while piece := client.recv(16384):
        received += piece
    return bytes(received)
