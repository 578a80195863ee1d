"""SCTP's listening sockets: made ready first, and clearly refused without a kernel."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from s_server.config import Family, TcpEndpoint
from s_server.errors import ListenError, UnsupportedError
from s_server.transport import sctp

if TYPE_CHECKING:
    from s_server.transport.stream import Listener

LOOPBACK = TcpEndpoint("127.0.0.1", "0")


def listens(descriptor: int) -> bool:
    with socket.socket(fileno=os.dup(descriptor)) as sock:
        return bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def accepted(listener: Listener) -> socket.socket:
    (listening,) = listener.sockets
    listening.settimeout(5)
    found = listener.accept(listening)
    assert found is not None
    assert found[1].startswith("127.0.0.1:")
    return found[0]


@pytest.fixture
def by_tcp(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have TCP in its place, which every kernel has."""
    monkeypatch.setattr(sctp, "IPPROTO_SCTP", socket.IPPROTO_TCP)
    monkeypatch.setattr(sctp, "_SCTP_NODELAY", socket.TCP_NODELAY)


def kernel_has_it() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, sctp.IPPROTO_SCTP).close()
    except OSError as problem:
        if problem.errno not in {errno.EPROTONOSUPPORT, errno.ESOCKTNOSUPPORT}:
            raise
        return False
    return True


def test_this_kernel_has_it_or_says_so() -> None:
    if kernel_has_it():
        sctp.listen(LOOPBACK, Family.ANY, id).close()
        return
    words = "option -sctp needs SCTP, which this system's kernel does not have"
    with pytest.raises(UnsupportedError, match=words) as caught:
        sctp.listen(LOOPBACK, Family.ANY, id)
    assert caught.value.hints == ("Linux has it as a module: modprobe sctp",)


def test_another_error_is_the_listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    # A protocol that a stream cannot have, for an error that is not SCTP's.
    monkeypatch.setattr(sctp, "_NO_SUCH_PROTOCOL", set())
    monkeypatch.setattr(sctp, "IPPROTO_SCTP", socket.IPPROTO_UDP)
    with pytest.raises(ListenError, match=r"cannot listen on 127.0.0.1:0: "):
        sctp.listen(LOOPBACK, Family.ANY, id)


@pytest.mark.usefixtures("by_tcp")
def test_it_is_made_ready_before_anybody_can_come() -> None:
    seen: list[bool] = []
    listener = sctp.listen(LOOPBACK, Family.ANY, lambda fd: seen.append(listens(fd)))
    with closing(listener):
        assert seen == [False]
        assert listens(listener.sockets[0].fileno())
        assert listener.addresses == (f"127.0.0.1:{listener.port}",)


@pytest.mark.usefixtures("by_tcp")
def test_what_cannot_be_made_ready_is_closed() -> None:
    seen: list[int] = []

    def fail(descriptor: int) -> None:
        seen.append(descriptor)
        raise UnsupportedError("no")

    with pytest.raises(UnsupportedError, match="no"):
        sctp.listen(LOOPBACK, Family.ANY, fail)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(seen[0])


@pytest.mark.usefixtures("by_tcp")
def test_what_is_sent_to_a_client_waits_for_nothing() -> None:
    listener = sctp.listen(LOOPBACK, Family.ANY, id)
    assert listener.port is not None
    place = ("127.0.0.1", listener.port)
    with closing(listener), socket.create_connection(place, 5), accepted(listener) as c:
        assert c.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert c.gettimeout() == 0
