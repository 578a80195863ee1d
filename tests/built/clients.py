"""What the clients of a built OpenSSL do, as values for the tables."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tests.compat.clients import DATA_ONLY, Client
from tests.kit.clients import start_s_client
from tests.kit.openssls import built_openssl
from tests.kit.process import NotSeenError

if TYPE_CHECKING:
    from tests.kit.clients import ProgramClient, Seen
    from tests.kit.servers import ServerRun


def start(server: ServerRun, *options: str) -> ProgramClient:
    """Start the client, which says nothing but what it was told."""
    words = (*DATA_ONLY, *options)
    program = built_openssl()
    return start_s_client(server.address, *words, cwd=server.cwd, program=program)


def reading(*options: str) -> Client:
    """Leave after the handshake: the C program may print data in front of messages."""

    def client(server: ServerRun) -> Seen:
        with start(server, *options) as ours:
            return ours.finish()

    return client


def typing(data: bytes, answer: bytes, *options: str) -> Client:
    """Type something, and leave after the answer; without one the server leaves."""

    def client(server: ServerRun) -> Seen:
        with start(server, *options) as ours:
            ours.type(data)
            if not answer:
                return ours.seen()
            with contextlib.suppress(NotSeenError):
                ours.wait_bytes(answer)
            return ours.finish()

    return client
