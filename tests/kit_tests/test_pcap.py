"""Captures hold what they were made of; Wireshark reads them in `tests/wire`."""

from __future__ import annotations

import struct

from tests.kit.pcap import capture


def test_a_stream_is_opened_and_a_datagram_is_not() -> None:
    data = capture([(b"stream", False), (b"datagram", True)])
    assert data[:4] == b"\xa1\xb2\xc3\xd4"
    at, packets = 24, []
    while at < len(data):
        size = struct.unpack_from("!I", data, at + 8)[0]
        packets.append(data[at + 16 : at + 16 + size])
        at += 16 + size
    assert [packet[9] for packet in packets] == [6, 6, 6, 6, 17]
    assert packets[3].endswith(b"stream")
    assert packets[4].endswith(b"datagram")
    assert all(struct.unpack_from("!H", p, 2)[0] == len(p) for p in packets)
