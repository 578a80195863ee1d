"""One port for all, a socket for each client, answers from the right address."""

from __future__ import annotations

import select
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import pytest

from s_server.config import Family, TcpEndpoint
from s_server.errors import ListenError
from s_server.transport import datagram

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.transport.binding import Bound
    from s_server.transport.datagram import Datagram

SECONDS = 5
PLACES = [
    pytest.param("127.0.0.1", "127.0.0.1", id="one address"),
    pytest.param("127.0.0.2", "127.0.0.2", id="an address that routing would not take"),
    pytest.param(None, "127.0.0.1", id="every address"),
    pytest.param(None, "127.0.0.2", id="every address, one that routing would not"),
    pytest.param("0.0.0.0", "127.0.0.3", id="every IPv4 address"),
    pytest.param("::1", "::1", id="one IPv6 address"),
    pytest.param(None, "::1", id="every address by IPv6"),
]


def bound_to(host: str | None, port: int = 0) -> Bound:
    return datagram.listen(TcpEndpoint(host, str(port)), Family.ANY)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def client(stack: ExitStack, host: str, port: int | None) -> socket.socket:
    """A client that hears of one address alone."""
    assert port is not None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
    made.settimeout(SECONDS)
    made.connect((host, port))
    return made


def wait_for(sock: socket.socket) -> Datagram:
    assert select.select([sock], [], [], SECONDS)[0], "nothing came"
    came = datagram.receive(sock)
    assert came is not None
    return came


@pytest.mark.parametrize(("host", "to"), PLACES)
def test_each_client_gets_a_socket_and_answers_from_where_it_wrote_to(
    stack: ExitStack, host: str | None, to: str
) -> None:
    listener = stack.enter_context(closing(bound_to(host)))
    (listening,) = listener.sockets
    clients = [client(stack, to, listener.port) for _ in range(20)]
    for number, one in enumerate(clients):
        one.send(b"first %d" % number)
        first = wait_for(listening)
        assert first.data == b"first %d" % number
        datagram.answer(listening, first, b"asked")
        assert one.recv(10) == b"asked", "it hears the address it wrote to alone"
        ours, strangers = datagram.connect(listening, first)
        stack.enter_context(ours)
        assert strangers == []
        one.send(b"second datagram")
        assert wait_for(ours).data == b"second datagram"
        datagram.send(ours, b"answer")
        assert one.recv(10) == b"answer"
        # A stranger still comes to the listener.
        stranger = client(stack, to, listener.port)
        stranger.send(b"stranger")
        assert wait_for(listening).data == b"stranger"


@pytest.mark.parametrize("to", ["127.0.0.1", "127.0.0.2"])
def test_what_strangers_send_meanwhile_is_not_lost(stack: ExitStack, to: str) -> None:
    listener = stack.enter_context(closing(bound_to(None)))
    (listening,) = listener.sockets
    clients = [client(stack, to, listener.port) for _ in range(100)]
    for one in clients:
        one.send(b"first")
    firsts = [wait_for(listening) for _ in clients]
    stranger = client(stack, to, listener.port)
    done = threading.Event()
    # As many as the listener has room for: what overflows is lost, as it should be.
    turns, went = threading.Semaphore(0), threading.Semaphore(0)
    sent: set[bytes] = set()

    def send() -> None:
        while turns.acquire(timeout=SECONDS) and not done.is_set():
            # As long as a record's head: crumbs are dropped on purpose.
            sent.add(data := b"%20d" % len(sent))
            stranger.send(data)
            went.release()

    with ThreadPoolExecutor(1) as pool, ExitStack() as ending:
        sending = pool.submit(send)
        ending.callback(turns.release)
        ending.callback(done.set)
        caught: set[bytes] = set()
        for first in firsts:
            turns.release(5)
            # The first of five has come, and the others come while this connects.
            assert went.acquire(timeout=SECONDS)
            ours, strangers = datagram.connect(listening, first)
            stack.enter_context(ours)
            assert {one.source[1] for one in strangers} <= {stranger.getsockname()[1]}
            caught |= {one.data for one in strangers}
            while (came := datagram.receive(listening)) is not None:
                caught.add(came.data)
        done.set()
        turns.release()
        sending.result(SECONDS)
    while (came := datagram.receive(listening)) is not None:
        caught.add(came.data)
    # One that is under way while the socket is being connected may still be lost.
    assert len(sent - caught) <= len(clients)
    assert len(sent) >= len(clients)


def test_a_second_server_is_kept_out() -> None:
    with closing(bound_to("127.0.0.1")) as listener:
        with pytest.raises(ListenError, match="Address already in use"):
            bound_to("127.0.0.1", listener.port or 0)
        with closing(bound_to("127.0.0.2", listener.port or 0)):
            pass


def test_a_port_for_everybody_is_chosen_once() -> None:
    with ExitStack() as stack:
        bound = [stack.enter_context(closing(bound_to("127.0.0.1"))) for _ in range(50)]
        assert len({one.port for one in bound}) == 50


def test_nothing_there_is_nothing() -> None:
    with closing(bound_to("127.0.0.1")) as listener:
        assert datagram.receive(listener.sockets[0]) is None


def test_the_peer_is_shown_as_with_tcp(stack: ExitStack) -> None:
    listener = stack.enter_context(closing(bound_to(None)))
    one = client(stack, "127.0.0.1", listener.port)
    one.send(b"")
    came = wait_for(listener.sockets[0])
    assert came.data == b""
    assert came.peer == f"127.0.0.1:{one.getsockname()[1]}"


def test_crumbs_are_dropped(stack: ExitStack) -> None:
    listener = stack.enter_context(closing(bound_to("127.0.0.1")))
    one = client(stack, "127.0.0.1", listener.port)
    one.send(b"")
    ours, _ = datagram.connect(listener.sockets[0], wait_for(listener.sockets[0]))
    stack.enter_context(ours)
    for size in (0, 12, 13, 1000):
        one.send(bytes(size))
    assert [len(wait_for(ours).data) for _ in range(2)] == [13, 1000]
    assert datagram.receive(ours) is None
