"""Every address of a name is bound, by whatever binds."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from s_server.config import Family, TcpEndpoint
from s_server.errors import ListenError
from s_server.transport.binding import bind_everywhere, opened

if TYPE_CHECKING:
    from s_server.transport.address import Target

DATAGRAMS = socket.SOCK_DGRAM


def plain(target: Target) -> socket.socket:
    bound, target = opened(target, DATAGRAMS)
    bound.bind(target.place)
    return bound


def refusing(_: Target) -> socket.socket:
    raise OSError(13, "no")


def test_one_port_on_each_address_of_a_name() -> None:
    with closing(
        bind_everywhere(TcpEndpoint("localhost", "0"), Family.ANY, DATAGRAMS, plain)
    ) as bound:
        ports = {one.getsockname()[1] for one in bound.sockets}
        assert ports == {bound.port}
        assert bound.chosen
        assert len(bound.addresses) == len(bound.sockets)
    assert bound.sockets == []


def test_everything_is_one_socket_for_both_families() -> None:
    with closing(
        bind_everywhere(TcpEndpoint(None, "0"), Family.ANY, DATAGRAMS, plain)
    ) as bound:
        (one,) = bound.sockets
        assert one.family == socket.AF_INET6
        assert not one.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
        assert one.gettimeout() == 0


def test_all_failing_is_an_error() -> None:
    with pytest.raises(ListenError, match=r"cannot listen on 127.0.0.1:4433: no"):
        bind_everywhere(TcpEndpoint("127.0.0.1"), Family.ANY, DATAGRAMS, refusing)
