"""UDP: one socket that listens, and one for each client on the same port.

A client's socket is connected to it, so that the kernel sorts the datagrams.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from array import array
from typing import TYPE_CHECKING

from s_server.frozen import Frozen
from s_server.transport.address import Target, shown
from s_server.transport.binding import Bound, bind_everywhere, opened

if TYPE_CHECKING:
    from s_server.config import Family, TcpEndpoint

LARGEST = 65535
"""Bytes of a datagram."""

ROOM = 1 << 20
"""Bytes of datagrams that may wait for us, if the system allows so many."""

Place = tuple[str, int] | tuple[str, int, int, int]

# Linux's numbers, which Python does not name (ip(7), ipv6(7), socket(7)).
_IP_PKTINFO = 8
_IPV6_RECVPKTINFO = 49
_IPV6_PKTINFO = 50
_ATTACH_REUSEPORT_CBPF = 51
_PKTINFO = struct.Struct("=I4s4s")  # interface, our address, address in the head
_PKTINFO6 = struct.Struct("=16sI")  # our address, interface
_ATTACH_FILTER = 26
# Programs for the kernel: operation, jumps if true and if false, a number (bpf(4)).
_LENGTH = (0x80, 0, 0, 0)
_FIRST = (0x06, 0, 0, 0)  # answer 0
_WHOLE = (0x06, 0, 0, 0xFFFFFFFF)
_HEADS = 8 + 13  # bytes of UDP's head and of a record's
_IS_RECORD = (0x35, 0, 1, _HEADS)  # at least so long?


class Datagram(Frozen, kw_only=False):
    """What came, from where, and to which of our addresses."""

    data: bytes
    source: Place
    local: str

    @property
    def peer(self) -> str:
        """The client's address as it is shown."""
        return shown(self.source[0], self.source[1])


def listen(endpoint: TcpEndpoint, family: Family) -> Bound:
    """Bind as the configuration says; raises ListenError."""
    return bind_everywhere(endpoint, family, socket.SOCK_DGRAM, _bind)


def receive(sock: socket.socket) -> Datagram | None:
    """Take the next datagram, or None if there is none; raises OSError."""
    try:
        data, controls, _, source = sock.recvmsg(LARGEST, 128)
    except (BlockingIOError, InterruptedError):
        return None
    local = ""
    for level, kind, value in controls:
        if (level, kind) == (socket.IPPROTO_IP, _IP_PKTINFO):
            local = socket.inet_ntop(socket.AF_INET, _PKTINFO.unpack(value)[1])
        elif (level, kind) == (socket.IPPROTO_IPV6, _IPV6_PKTINFO):
            local = socket.inet_ntop(socket.AF_INET6, _PKTINFO6.unpack(value)[0])
    return Datagram(data, source, local)


def answer(listening: socket.socket, datagram: Datagram, reply: bytes) -> None:
    """Send a reply from the address that the client wrote to.

    What the network does not take is lost, as any datagram may be.
    """
    controls = []
    if listening.family == socket.AF_INET6:
        scope = datagram.source[3] if len(datagram.source) > 3 else 0
        raw = socket.inet_pton(socket.AF_INET6, datagram.local)
        info = _PKTINFO6.pack(raw, scope)
        controls.append((socket.IPPROTO_IPV6, _IPV6_PKTINFO, info))
    else:
        raw = socket.inet_pton(socket.AF_INET, datagram.local)
        info = _PKTINFO.pack(0, raw, bytes(4))
        controls.append((socket.IPPROTO_IP, _IP_PKTINFO, info))
    with contextlib.suppress(OSError):
        listening.sendmsg([reply], controls, 0, datagram.source)


def send(client: socket.socket, data: bytes) -> None:
    """Send to the client that a socket is connected to, or lose it."""
    with contextlib.suppress(OSError):
        client.send(data)


def connect(
    listening: socket.socket, first: Datagram
) -> tuple[socket.socket, list[Datagram]]:
    """Answer a socket for the client that sent ``first``, and strangers' datagrams.

    Between bind and connect the new socket may catch what others send: that is for
    the listener to look at.  Raises OSError.
    """
    client = _connected_freely(listening, first)
    if client is None:
        port = listening.getsockname()[1]
        client = _connected(listening, (first.local, port), first)
    return client, _strangers(client, first)


def _connected_freely(
    listening: socket.socket, first: Datagram
) -> socket.socket | None:
    """Answer a socket that was bound to every address; None where that will not do.

    It catches next to nothing before it is connected: a listener on one address is
    preferred by the kernel, and one on every address is chosen by its program
    (_choose_first).  But the kernel chooses the address that it answers from.
    """
    everywhere = "::" if listening.family == socket.AF_INET6 else "0.0.0.0"
    place = (everywhere, listening.getsockname()[1])
    try:
        client = _connected(listening, place, first)
    except OSError:
        # Another program may have this port on another address.
        return None
    if client.getsockname()[0] == first.local:
        return client
    client.close()
    return None


def _connected(
    listening: socket.socket, place: tuple[str, int], first: Datagram
) -> socket.socket:
    client = socket.socket(listening.family, socket.SOCK_DGRAM)
    try:
        client.settimeout(0)
        if listening.family == socket.AF_INET6:
            only = listening.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
            client.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
        _tell_addresses(client)
        drop_crumbs(client)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        scope = first.source[2:]
        client.bind((*place, *scope) if _is_scoped(place[0]) else place)
        client.connect(first.source)
    except OSError:
        client.close()
        raise
    return client


def _is_scoped(host: str) -> bool:
    """Whether an address is link-local: then it names its link too (RFC 4007)."""
    return host.lower().startswith("fe80:")


def _strangers(client: socket.socket, first: Datagram) -> list[Datagram]:
    """Take what came before the socket was connected.

    The client itself has nothing to say yet but what it has said already.
    """
    found: list[Datagram] = []
    while True:
        try:
            datagram = receive(client)
        except OSError:
            continue  # an ICMP message; each is told of once
        if datagram is None:
            return found
        if datagram.source[:2] != first.source[:2] and datagram.local == first.local:
            found.append(datagram)


def _bind(target: Target) -> socket.socket:
    """Bind a socket for listening, unless another program has the address.

    With SO_REUSEPORT alone a second server of the same user would be let in, and even
    be chosen for port 0.  So the address is first bound without it.
    """
    plain, target = opened(target, socket.SOCK_DGRAM)
    try:
        plain.bind(target.place)
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound, _ = opened(target, socket.SOCK_DGRAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
            _tell_addresses(bound)
            bound.bind(target.at_port(plain.getsockname()[1]).place)
        except OSError:
            bound.close()
            raise
    finally:
        plain.close()
    _choose_first(bound)
    return bound


def _tell_addresses(sock: socket.socket) -> None:
    """Have each datagram tell which of our addresses it came to."""
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVPKTINFO, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)


def _choose_first(listening: socket.socket) -> None:
    """Give strangers' datagrams to the listener, of all unconnected sockets.

    The kernel runs this program to choose among those bound to the same address and
    port: it answers 0, the first of them (socket(7), SO_ATTACH_REUSEPORT_CBPF).  It
    is not asked once a socket on one address has been connected: see ``connect``.
    """
    with contextlib.suppress(OSError):  # an old kernel: strangers send again
        _attach(listening, _ATTACH_REUSEPORT_CBPF, _FIRST)


def drop_crumbs(client: socket.socket) -> None:
    """Have the kernel drop datagrams that hold no record's head.

    libssl takes an empty one, which anybody may forge, for the end of a stream.
    """
    _attach(client, _ATTACH_FILTER, _LENGTH, _IS_RECORD, _WHOLE, _FIRST)


def _attach(
    sock: socket.socket, option: int, *steps: tuple[int, int, int, int]
) -> None:
    """Give the kernel a program to run for each datagram; raises OSError."""
    code = array("B", b"".join(struct.pack("=HBBI", *step) for step in steps))
    address, _ = code.buffer_info()
    sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("@HP", len(steps), address))
