"""The answers for programs, as a client reads them."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from s_server.config import Config
from s_server.connection.modes import data_pages
from s_server.connection.story import Stories
from s_server.events import Accepted, Bus
from tests.connection.pair import LIMIT
from tests.output.facts import INFO

if TYPE_CHECKING:
    from s_server.connection.life import Connection
    from tests.connection.pair import Pair


@pytest.fixture
def stories() -> Stories:
    """One connection that was accepted."""
    bus = Bus()
    made = Stories(bus)
    bus.emit(Accepted(connection=INFO))
    return made


def answered(shaken: Pair, stories: Stories, target: bytes) -> Any:  # noqa: ANN401 - JSON
    service = SimpleNamespace(config=Config())
    connection = cast("Connection", SimpleNamespace(service=service, info=INFO))
    received = bytearray()

    def client() -> None:
        while piece := shaken.theirs.recv(65536):
            received.extend(piece)

    reading = shaken.meanwhile(client)
    channel = shaken.channel()
    data_pages.send(connection, channel, stories, target)
    channel.close_notify()
    reading.result(LIMIT)
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    assert head == b"HTTP/1.0 200 ok\r\nContent-type: application/json"
    return json.loads(body)


def test_counts(shaken: Pair, stories: Stories) -> None:
    counts = answered(shaken, stories, b"/stats")
    assert counts["connections"]["accepted"] == 1


def test_events(shaken: Pair, stories: Stories) -> None:
    (line,) = answered(shaken, stories, b"/json")
    assert (line["event"], line["connection"]) == ("accepted", INFO.number)
