"""The page for browsers: its head, and the story of its own connection in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from s_server.config import Config
from s_server.connection.modes import html_page
from s_server.connection.service import Service, Stop
from s_server.connection.story import Stories
from s_server.events import Accepted, Bus, MessagePassed
from s_server.libssl.facts import HandshakeFacts
from tests.connection.pair import LIMIT
from tests.output.facts import INFO

if TYPE_CHECKING:
    from s_server.connection.life import Connection
    from s_server.libssl.context import Context
    from tests.connection.pair import Pair


def test_it_tells_the_story_of_its_connection(context: Context, shaken: Pair) -> None:
    bus, stop = Bus(), Stop()
    stories = Stories(bus)
    bus.emit(Accepted(connection=INFO))
    bus.emit(
        MessagePassed(
            connection=INFO, sent=True, version=0x304, content_type=22, data=b"\x08\x00"
        )
    )
    service = Service(config=Config(shown=("-x",)), context=context, bus=bus, stop=stop)
    facts = HandshakeFacts(shaken.tls)
    made = SimpleNamespace(service=service, facts=facts, info=INFO)
    received = bytearray()

    def client() -> None:
        while piece := shaken.theirs.recv(65536):
            received.extend(piece)

    reading = shaken.meanwhile(client)
    channel = shaken.channel()
    html_page.send(cast("Connection", made), channel, stories)
    channel.close_notify()
    reading.result(LIMIT)
    head, _, body = bytes(received).decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.0 200 ok\r\nContent-type: text/html; charset=utf-8")
    assert "Content-Security-Policy: default-src 'none'" in head
    assert body.startswith("<!DOCTYPE html>")
    assert "encrypted_extensions" in body
    assert f"from {INFO.peer}" in body
    assert "s_server -x" in body
    stop.close()
    service.keyboard.close()
