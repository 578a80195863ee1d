"""What bounds the connections: our own limit, descriptors, and -naccept."""

from __future__ import annotations

import contextlib
import resource
import select
from typing import TYPE_CHECKING

import pytest

from s_server import Server
from s_server.config import Network
from tests.kit.address import Address
from tests.kit.fixtures import certificates
from tests.kit.servers import Ours
from tests.network.client import (
    connect,
    eventually,
    read_to_end,
    silent,
    still_open,
    wait_threads,
)
from tests.python.prepared import idle_clients, limited, many_descriptors
from tests.server.visitor import GET, page, refused, trust, wait_records, wait_refused

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates

__all__ = ["certificates"]

SHORT = b"cannot accept: Too many open files"


def test_the_bound_has_a_default() -> None:
    assert Network().max_connections == 1024
    assert Server().config.network.max_connections == 1024


def test_who_is_one_too_many_waits_in_the_queue(certificates: Certificates) -> None:
    cert = certificates.pair("ecdsa")
    with Server(port=0, www=True, max_connections=3, cert=cert) as server:
        address = Address(port=server.port)
        with silent(address, 3) as held:
            wait_records(server, lambda all_: len(all_) == 3)
            with address.connect() as fourth:
                fourth.sendall(b"no TLS\n")
                assert not select.select([fourth], [], [], 0.2)[0]
                assert len(server.connections) == 3
                assert still_open(held)
                held.pop().close()
                assert fourth.recv(100) == b""
                wait_records(server, lambda all_: len(all_) == 4)
        page(server.port, trust(certificates.certificate("ecdsa")))


def test_a_bound_of_one_serves_one_after_the_other(certificates: Certificates) -> None:
    cert = certificates.pair("ecdsa")
    with Server(port=0, www=True, max_connections=1, cert=cert) as server:
        for _ in range(20):
            page(server.port, trust(certificates.certificate("ecdsa")))


def test_the_soft_limit_is_raised(certificates: Certificates) -> None:
    with limited(certificates.folder, "S", 64, "-www") as server:
        soft, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        assert soft == hard > 64
        with idle_clients(server.port, 100):
            wait_threads(server, 100)
        assert b"cannot accept" not in server.stderr


def test_descriptors_that_run_out_are_told_of_once(certificates: Certificates) -> None:
    """Clients at the edge of the limit come and go: still one line, and all served."""
    with limited(certificates.folder, "", 40, "-www") as server:
        for _ in range(3):
            with silent(server.address, 60) as clients:
                server.wait_line(SHORT, stream="stderr")
                while len(clients) > 30:
                    clients.pop().close()
            with connect(server.address) as client:
                client.sendall(GET)
                assert b"</HTML>" in read_to_end(client)
        assert server.stderr.count(SHORT) == 1


def test_who_waits_for_a_descriptor_is_served_when_one_leaves(
    certificates: Certificates,
) -> None:
    """At once: the pause ends with the end of a connection."""
    with limited(certificates.folder, "", 40, "-www") as server:
        with silent(server.address, 45):
            server.wait_line(SHORT, stream="stderr")
        with connect(server.address) as client:
            client.sendall(GET)
            assert b"</HTML>" in read_to_end(client)


def test_used_up_it_listens_no_more_and_waits(certificates: Certificates) -> None:
    words = ("-cert", "ecdsa.pem", "-rev", "-naccept", "2")
    with (
        Ours().start(*words, cwd=certificates.folder) as server,
        connect(server.address) as first,
        connect(server.address) as second,
    ):
        wait_refused(server.port)
        for client in (first, second):
            client.sendall(b"hello\n")
            assert client.recv(100) == b"olleh\n"
        first.unwrap()
        assert server.status is None
        second.sendall(b"still\n")
        assert second.recv(100) == b"llits\n"
        second.unwrap()
        assert server.wait() == 0


def test_used_up_with_one_in_the_queue(certificates: Certificates) -> None:
    """Who waits behind the last one is not served, and learns it."""
    words = ("-cert", "ecdsa.pem", "-www", "-naccept", "1", "-max_connections", "1")
    with Ours().start(*words, cwd=certificates.folder) as server:
        with connect(server.address) as client:
            wait_refused(server.port)
            client.sendall(GET)
            assert b"</HTML>" in read_to_end(client)
        assert server.wait() == 0
        assert refused(server.port)


@pytest.mark.parametrize("way", ["command -www", "console in this process"])
def test_a_thousand_held_and_two_hundred_more(
    certificates: Certificates, way: str
) -> None:
    with contextlib.ExitStack() as stack:
        stack.enter_context(many_descriptors())
        cert, ca_file = certificates.pair("ecdsa"), certificates.certificate("ecdsa")
        if way == "command -www":
            words = ("-www", "-cert", "ecdsa.pem", "-max_connections", "2000")
            run = stack.enter_context(Ours().start(*words, cwd=certificates.folder))
            port = run.port
        else:
            made = Server(port=0, cert=cert, max_connections=2000)
            port = stack.enter_context(made).port
        clients = stack.enter_context(idle_clients(port, 1000))
        settings = trust(ca_file)
        for _ in range(200):
            if way == "command -www":
                assert b"</HTML>" in page(port, settings)
            else:
                with connect(Address(port=port)) as client:
                    client.unwrap()
        assert len(clients) == 1000
        if way == "command -www":
            clients[500].sendall(GET)
            assert clients[500].recv(100)
        else:
            eventually(lambda: closed(made) == 200 or None, "200 to be closed")


def closed(server: Server) -> int:
    """How many connections are over."""
    return sum(one.state == "closed" for one in server.connections)
