"""Who proves an address is let in; of the others nothing is kept."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
from typing import TYPE_CHECKING

import pytest

from s_server.events import Retransmitted
from s_server.libssl.context import Context
from s_server.libssl.datagram import (
    QUICK,
    DatagramTls,
    Door,
    _on_timer,
    ask_for_cookies,
    smallest_mtu,
)
from s_server.libssl.ffi import ffi
from s_server.libssl.tls import Outcome
from s_server.setup.cookies import Secrets
from tests.kit.datagrams import another, client_hello, with_cookie
from tests.kit.serving import use_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

PEER = "192.0.2.1:4433"


class Baker(Secrets):
    """Cookies that can be made to fail."""

    fails = False

    def make(self, peer: bytes, note: bytes = b"") -> bytes:
        if self.fails:
            raise ValueError("no cookie")
        return super().make(peer, note)


@pytest.fixture
def baker() -> Baker:
    return Baker()


@pytest.fixture
def dtls(
    library: Library, certificates: Certificates, baker: Baker
) -> Iterator[Context]:
    """A context for DTLS that asks for cookies."""
    with Context(library, datagrams=True) as made:
        use_pair(made, certificates.pair("rsa"))
        ask_for_cookies(made, baker)
        yield made


@pytest.fixture
def door(dtls: Context) -> Iterator[Door]:
    made = Door(dtls)
    yield made
    made.close()


@contextlib.contextmanager
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two UDP sockets that are connected to each other."""
    with (
        socket.socket(type=socket.SOCK_DGRAM) as ours,
        socket.socket(type=socket.SOCK_DGRAM) as theirs,
    ):
        for one in (ours, theirs):
            one.bind(("127.0.0.1", 0))
        ours.connect(theirs.getsockname())
        theirs.connect(ours.getsockname())
        ours.settimeout(0)
        theirs.settimeout(10)
        yield ours, theirs


def let_in(door: Door, peer: str = PEER) -> DatagramTls:
    """A client that has proven its address."""
    hello = client_hello()
    verify, nobody = door.examine(hello, peer)
    assert nobody is None
    assert 0 < len(verify) <= len(hello)
    reply, tls = door.examine(with_cookie(hello, verify), peer)
    assert reply == b""
    assert tls is not None
    return tls


def test_a_cookie_that_comes_back_lets_in(door: Door) -> None:
    with let_in(door), let_in(door, "192.0.2.1:4434"):
        pass


def test_a_copy_lets_nobody_in_twice(door: Door) -> None:
    hello = client_hello()
    verify, _ = door.examine(hello, PEER)
    again = with_cookie(hello, verify)
    _, tls = door.examine(again, PEER)
    assert tls is not None
    assert door.examine(again, PEER) == (b"", None)
    _, anew = door.examine(again, PEER, again=True)
    assert anew is not None
    tls.close()
    assert door.examine(again, PEER) == (b"", None), "its successor is inside"
    anew.close()
    with let_in(door):
        pass


def test_a_cookie_is_good_for_its_client_alone(door: Door) -> None:
    hello = client_hello()
    verify, _ = door.examine(hello, PEER)
    asked_again, tls = door.examine(with_cookie(hello, verify), "192.0.2.2:4433")
    assert tls is None
    assert asked_again[13] == 3, "it is asked for its own cookie"


def test_nonsense_is_not_answered(door: Door) -> None:
    hello = client_hello()
    nonsense = [b"", b"GET / HTTP/1.0\r\n\r\n", os.urandom(100), hello[:30]]
    nonsense += [hello[:-1], hello[:60], hello[:12] + b"\xff" + hello[13:]]
    nonsense.append(hello[:22] + b"\x00\x00\x10" + hello[25:])
    for datagram in nonsense:
        reply, tls = door.examine(datagram, PEER)
        assert tls is None
        assert len(reply) <= len(datagram), "no amplification"
    with let_in(door):
        pass


def flood(door: Door, count: int) -> int:
    """Have so many strangers begin; by how many KiB this process grew."""
    hello = client_hello()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        reply, tls = door.examine(another(hello), f"192.0.2.1:{number}")
        assert reply
        assert tls is None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


def test_nothing_is_kept_of_the_unproven(door: Door) -> None:
    flood(door, 1000)
    grown = flood(door, 10_000)
    assert grown < 1024, f"grew by {grown} KiB"


def test_what_a_callback_raises_is_raised(door: Door, baker: Baker) -> None:
    baker.fails = True
    with pytest.raises(ValueError, match="no cookie"):
        door.examine(client_hello(), PEER)
    baker.fails = False
    with let_in(door):
        pass


def test_a_closed_door_answers_nobody(door: Door) -> None:
    door.examine(client_hello(), PEER)
    door.close()
    assert door.examine(client_hello(), PEER) == (b"", None)


def test_the_hello_that_was_kept_is_answered_over_the_socket(door: Door) -> None:
    told: list[object] = []
    with let_in(door) as tls, sockets() as (ours, theirs):
        tls.carry(ours, lambda kind, **_: told.append(kind))
        assert tls.handshake() is Outcome.WANT_READ
        assert theirs.recv(65535)[13] == 2, "a ServerHello"
        assert 0 < tls.data_size <= 16384
        left = tls.seconds_left
        assert left is not None
        assert 0.5 < left <= 1
        assert tls.retransmit()
        assert told == []


def test_a_quick_timer_sends_again(door: Door) -> None:
    told: list[object] = []
    with let_in(door) as tls, sockets() as (ours, theirs):
        tls.carry(ours, lambda kind, **_: told.append(kind), mtu=1000, quick=True)
        assert tls.handshake() is Outcome.WANT_READ
        first = theirs.recv(65535)
        assert len(first) <= 1000
        theirs.settimeout(0)
        with contextlib.suppress(BlockingIOError):
            while theirs.recv(65535):
                pass
        assert tls.seconds_left is not None
        assert tls.seconds_left <= QUICK / 1e6
        while not told:
            assert tls.retransmit()
        assert told == [Retransmitted]
        assert theirs.recv(65535)[13] == 2


def test_waits_double_up_to_a_minute() -> None:
    waits = [0]
    for _ in range(10):
        waits.append(_on_timer(ffi.NULL, waits[-1]))
    assert waits[1:4] == [250_000, 500_000, 1_000_000]
    assert waits[-2:] == [60_000_000, 60_000_000]


def test_looking_comes_before_each_operation(door: Door) -> None:
    looked: list[None] = []
    with let_in(door) as tls, sockets() as (ours, _):
        tls.carry(ours, lambda *_, **__: None)
        tls.look = lambda: looked.append(None)
        tls.handshake()
        tls.read()
        tls.write(b"x")
        assert len(looked) == 3


def test_versions_count_down(library: Library) -> None:
    for version in ("DTLSv1", "DTLSv1.2"):
        with Context(library, datagrams=True) as made:
            made.allow_only(version)
            assert made.can_serve()
    with Context(library, datagrams=True) as made:
        made.replay([("-min_protocol", "DTLSv1.2"), ("-max_protocol", "DTLSv1")])
        assert not made.can_serve()
    with Context(library, datagrams=True) as made:
        # A bound of TLS says nothing of DTLS.
        made.replay([("-min_protocol", "TLSv1.3")])
        assert made.can_serve()


def test_the_smallest_mtu(dtls: Context) -> None:
    assert smallest_mtu(dtls) == 256


def test_a_context_without_certificate_still_asks_for_cookies(library: Library) -> None:
    with Context(library, datagrams=True) as bare:
        ask_for_cookies(bare, Secrets())
        door = Door(bare)
        reply, tls = door.examine(client_hello(), PEER)
        assert (bool(reply), tls) == (True, None)
        door.close()
