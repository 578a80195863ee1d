"""-www answers any GET with its page, and everything else with a refusal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from s_server.config import Config, Mode, Web
from s_server.connection.modes import status_page
from s_server.connection.service import Service, Stop
from s_server.events import Bus, Ending
from s_server.libssl.facts import HandshakeFacts
from tests.connection.pair import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.connection.life import Connection
    from s_server.libssl.context import Context
    from tests.connection.pair import Pair

PAGE = Config(mode=Mode(web=Web.STATUS_PAGE), shown=("-www", "-cert", "<&>"))


@pytest.fixture
def connection(context: Context, shaken: Pair) -> Iterator[Connection]:
    """What the mode knows of its connection."""
    service = Service(config=PAGE, context=context, bus=Bus(), stop=Stop())
    made = SimpleNamespace(
        service=service, facts=HandshakeFacts(shaken.tls), early=bytes
    )
    yield cast("Connection", made)
    service.stop.close()
    service.keyboard.close()


def answer(connection: Connection, pair: Pair, request: bytes) -> tuple[Ending, bytes]:
    """Hold the conversation; who ended it, and what the client got."""
    received = bytearray()

    def client() -> None:
        pair.theirs.sendall(request)
        while piece := pair.theirs.recv(65536):
            received.extend(piece)

    asking = pair.meanwhile(client)
    channel = pair.channel()
    ending = status_page.converse(connection, channel)
    channel.close_notify()
    asking.result(LIMIT)
    return ending, bytes(received)


@pytest.mark.parametrize("path", [b"/", b"/any", b"//etc/passwd", b"/../x", b""])
def test_any_path_gets_the_page(
    connection: Connection, shaken: Pair, path: bytes
) -> None:
    ending, page = answer(connection, shaken, b"GET " + path + b" HTTP/1.0\r\n\r\n")
    assert ending is Ending.SERVER
    assert page.startswith(b"HTTP/1.0 200 ok\r\nContent-type: text/html\r\n\r\n<HTML>")
    assert page.endswith(b"</pre></BODY></HTML>\r\n\r\n")
    assert b"\ns_server -www -cert &lt;&amp;&gt; \n" in page
    assert b"root:" not in page


def test_another_method_is_refused(connection: Connection, shaken: Pair) -> None:
    ending, page = answer(connection, shaken, b"POST / HTTP/1.0\r\n\r\n")
    assert ending is Ending.SERVER
    assert page.startswith(b"HTTP/1.0 405 Method Not Allowed\r\n")


def test_a_client_that_asks_nothing_gets_nothing(
    connection: Connection, shaken: Pair
) -> None:
    leaving = shaken.meanwhile(shaken.theirs.unwrap)
    channel = shaken.channel()
    assert status_page.converse(connection, channel) is Ending.PEER
    channel.close_notify()
    leaving.result(LIMIT)
