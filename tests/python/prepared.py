"""The command with limits of the system set before it starts, and many clients."""

from __future__ import annotations

import contextlib
import resource
import socket
import ssl
from typing import TYPE_CHECKING

from tests.kit.process import TIMEOUT
from tests.kit.servers import Ours, ServerRun, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The shell lowers its own limits, then becomes the server: same process id.
LIMITED = 'ulimit -{kind}n {number} && exec "$@"'


@contextlib.contextmanager
def limited(folder: Path, kind: str, number: int, *options: str) -> Iterator[ServerRun]:
    """Start the command with a limit (S soft, H hard, "" both) on descriptors."""
    script = LIMITED.format(kind=kind, number=number)
    words = ("-accept", "127.0.0.1:0", "-cert", "ecdsa.pem", *options)
    command = ["/bin/sh", "-c", script, "sh", *Ours.command, *words]
    with ServerRun(command, env=clean_environment(), cwd=folder) as server:
        server.wait_ready(prints_accept=True)
        yield server


@contextlib.contextmanager
def many_descriptors() -> Iterator[None]:
    """Let this process hold as many descriptors as it may."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextlib.contextmanager
def idle_clients(port: int, count: int) -> Iterator[list[ssl.SSLSocket]]:
    """Finish the handshakes of so many clients, which then say nothing."""
    with contextlib.ExitStack() as stack:
        settings = careless()
        yield [stack.enter_context(idle(port, settings)) for _ in range(count)]


def careless() -> ssl.SSLContext:
    """Settings of a client that trusts anybody."""
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    settings.check_hostname = False
    settings.verify_mode = ssl.CERT_NONE
    return settings


@contextlib.contextmanager
def idle(port: int, settings: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """Finish a handshake and stay."""
    with (
        socket.create_connection(("127.0.0.1", port), TIMEOUT) as plain,
        settings.wrap_socket(plain) as client,
    ):
        yield client
