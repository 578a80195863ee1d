"""What passed on one TCP connection, as a capture file for tshark.

Nobody listens on an interface for it, which not every machine allows: a client that
keeps what it sends and receives knows just as much.
"""

from __future__ import annotations

import ssl
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

RAW_IP = 101  # LINKTYPE_RAW
CLIENT, SERVER = 50000, 443
MOST = 1400  # bytes in a segment
PUSH_AND_ACK = 0x18
SYN, SYN_AND_ACK, ACK = 0x02, 0x12, 0x10


@dataclass(slots=True)
class Capture:
    """Pieces in the order in which they passed: who sent, and what."""

    pieces: list[tuple[int, bytes]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write them as TCP segments between two ports of 127.0.0.1 (pcap)."""
        sent = {CLIENT: 0, SERVER: 0}
        packets = [
            _packet(CLIENT, 0, 0, SYN, b""),
            _packet(SERVER, 0, 1, SYN_AND_ACK, b""),
            _packet(CLIENT, 1, 1, ACK, b""),
        ]
        for sender, data in self.pieces:
            other = SERVER if sender == CLIENT else CLIENT
            for start in range(0, len(data), MOST):
                piece = data[start : start + MOST]
                have, heard = sent[sender] + 1, sent[other] + 1
                packets.append(_packet(sender, have, heard, PUSH_AND_ACK, piece))
                sent[sender] += len(piece)
        head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP)
        records = (
            struct.pack("<IIII", number, 0, len(packet), len(packet)) + packet
            for number, packet in enumerate(packets)
        )
        path.write_bytes(head + b"".join(records))


class CapturedClient:
    """A TLS client that keeps all that passes."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext) -> None:
        self.capture = Capture()
        self._plain = plain
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_hostname="localhost"
        )

    def handshake(self) -> None:
        """Do the handshake."""
        self._insist(self._tls.do_handshake)

    def send(self, data: bytes) -> None:
        """Send data."""
        self._insist(lambda: self._tls.write(data))

    def receive(self, size: int) -> bytes:
        """Receive so much data."""
        received = bytearray()
        while len(received) < size:
            self._insist(lambda: received.extend(self._tls.read(size)))
        return bytes(received)

    def _insist(self, operation: Callable[[], object]) -> None:
        while True:
            try:
                operation()
            except ssl.SSLWantReadError:
                self._flush()
                piece = self._plain.recv(65536)
                assert piece, "the server ended"
                self.capture.pieces.append((SERVER, piece))
                self._incoming.write(piece)
            else:
                self._flush()
                return

    def _flush(self) -> None:
        if piece := self._outgoing.read():
            self._plain.sendall(piece)
            self.capture.pieces.append((CLIENT, piece))


def _packet(sender: int, have: int, heard: int, flags: int, data: bytes) -> bytes:
    """One segment; checksums are left out, as a sender's own network card has it."""
    receiver = SERVER if sender == CLIENT else CLIENT
    home = bytes((127, 0, 0, 1))
    tcp = struct.pack(
        "!HHIIBBHHH", sender, receiver, have, heard, 5 << 4, flags, 65535, 0, 0
    )
    size = 20 + len(tcp) + len(data)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, size, 0, 0, 64, 6, 0, home, home)
    return ip + tcp + data
