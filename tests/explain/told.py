"""A server in this process, clients that fail, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from s_server import Server
from s_server.explain.causes import ROWS
from s_server.server.record import State
from tests.kit.address import Address
from tests.kit.clients import raw_tcp, s_client
from tests.kit.release import MACHINE, RELEASE
from tests.network.client import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server import ConnectionRecord

Client = Callable[[Address], object]

BY_CAUSE = {row.cause: row for row in ROWS}
TOLD: set[str] = set()
"""The causes of which a test has seen what is said."""


class Told:
    """What a server says of its clients, one after the other."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.address = Address(port=server.port)

    def of(self, client: Client) -> ConnectionRecord:
        """Have a client come and go, and answer what is kept of it."""
        number = len(self._server.connections) + 1
        client(self.address)

        def record() -> ConnectionRecord | None:
            found = [c for c in self._server.connections if c.number == number]
            ended = found and found[0].state is State.CLOSED
            return found[0] if ended else None

        return eventually(record, f"the end of connection {number}")


@contextmanager
def serving(**options: Any) -> Iterator[Told]:  # noqa: ANN401 - options of all kinds
    """Serve with these options: the status page, if they do not say otherwise."""
    with Server(port=0, **{"www": True, **options}) as server:
        yield Told(server)


def openssl(*options: str) -> Client:
    """Answer a client: s_client with these options, that says nothing."""
    return lambda address: s_client(address, *options)


def saying(data: bytes) -> Client:
    """Answer a client that sends bytes, ends its side, and reads to the end."""
    return lambda address: raw_tcp(address, data)


def waiting(data: bytes) -> Client:
    """Answer a client that sends bytes and keeps its side open."""
    return lambda address: raw_tcp(address, data, ends=False)


def check(record: ConnectionRecord, cause: str, *never: str) -> None:
    """Compare what was said with the manual's example; ``never`` is in none of it."""
    assert record.cause == cause, record
    example = BY_CAUSE[cause].example
    said, shown = [[*map(shape, lines)] for lines in (record.words, example)]
    assert said == shown, "\n".join(said)
    check_not_said(record, *never)
    TOLD.add(cause)


def check_cause(record: ConnectionRecord, cause: str, *said: str) -> None:
    """Compare the cause alone, and look for what the words must say."""
    assert record.cause == cause, record
    text = "\n".join(record.words)
    for part in said:
        assert part in text, record.words
    assert 1 <= len(record.words) <= 4
    TOLD.add(cause)


def check_not_said(record: ConnectionRecord, *never: str) -> None:
    """Look for what must not be said."""
    text = "\n".join(record.words)
    assert not [part for part in never if part in text], record.words


def check_nothing(record: ConnectionRecord) -> None:
    """Compare with a connection of which there is nothing to explain."""
    assert (record.cause, record.words, record.failure) == (None, (), None)


def shape(line: str) -> str:
    """What of a line is the same on every run: no dates, numbers or files' places."""
    if RELEASE != MACHINE:
        # The examples have the alerts of the machine's release.
        line = re.sub(r"(?<=with alert )\w+ \(\d+\)", "ALERT", line)
    line = re.sub(r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT", "DATE", line)
    line = re.sub(r"(?:/[\w.-]+)+/", "FOLDER/", line)
    line = re.sub(r"(?<=serial number )[0-9a-f]+", "SERIAL", line)
    return re.sub(r"(?<=:)\d{4,5}\b", "PORT", line)
