"""Captures as if somebody had listened: packets made around bytes that we have.

The format is libpcap's (draft-ietf-opsawg-pcap) with bare IPv4 packets; checksums are
left out, as network cards do that compute them later.
"""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAGIC, LINKTYPE_RAW, SNAPLEN = 0xA1B2C3D4, 101, 262144
TCP, UDP = 6, 17
CLIENT, SERVER = socket.inet_aton("192.0.2.1"), socket.inet_aton("192.0.2.2")
TLS_PORT, DTLS_PORT = 443, 4433
SYN, ACK, PUSH_ACK = 0x02, 0x10, 0x18
FIRST_PORT = 10000


def capture(streams: Iterable[tuple[bytes, bool]]) -> bytes:
    """Make a capture in which each stream's bytes go to a server in one packet.

    A stream is its bytes and whether it is a datagram; each has a port of its own.
    """
    head = struct.pack("!IHHiIII", MAGIC, 2, 4, 0, 0, SNAPLEN, LINKTYPE_RAW)
    packets: list[bytes] = []
    for number, (data, datagram) in enumerate(streams):
        port = FIRST_PORT + number
        packets += [_udp(port, data)] if datagram else _tcp(port, data)
    times = (struct.pack("!IIII", 0, n, len(p), len(p)) for n, p in enumerate(packets))
    return head + b"".join(time + p for time, p in zip(times, packets, strict=True))


def _tcp(port: int, data: bytes) -> list[bytes]:
    """Open the connection, then send the data."""
    segments = [
        (port, TLS_PORT, 0, 0, SYN, b""),
        (TLS_PORT, port, 0, 1, SYN | ACK, b""),
        (port, TLS_PORT, 1, 1, ACK, b""),
        (port, TLS_PORT, 1, 1, PUSH_ACK, data),
    ]
    return [
        _ip(
            TCP,
            struct.pack("!HHIIBBHHH", *ends, sequence, seen, 5 << 4, flags, 65535, 0, 0)
            + body,
            outward=ends[0] == port,
        )
        for *ends, sequence, seen, flags, body in segments
    ]


def _udp(port: int, data: bytes) -> bytes:
    head = struct.pack("!HHHH", port, DTLS_PORT, 8 + len(data), 0)
    return _ip(UDP, head + data, outward=True)


def _ip(protocol: int, body: bytes, *, outward: bool) -> bytes:
    ends = CLIENT + SERVER if outward else SERVER + CLIENT
    size = 20 + len(body)
    head = struct.pack("!BBHHHBBH", 0x45, 0, size, 0, 0x4000, 64, protocol, 0)
    return head + ends + body
