"""What stands before each record, of TLS and of DTLS (RFC 8446 5.1, RFC 6347 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.frozen import Frozen
from s_server.wire.codes import ContentType, Version
from s_server.wire.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIFIED = 0b001
"""The first bits of DTLS 1.3's short header (RFC 9147 4), which is not read here."""


class RecordHeader(Frozen, kw_only=False):
    """A record's head; ``epoch`` and ``sequence`` are DTLS's, else None.

    ``connection_id`` stands in records of type tls12_cid (RFC 9146); that it is there,
    and how long, has been agreed on before.
    """

    type: ContentType
    version: Version
    length: int
    """Of the body, in bytes."""
    epoch: int | None = None
    sequence: int | None = None
    connection_id: bytes = b""

    @classmethod
    def decode(
        cls, data: bytes, *, dtls: bool = False, cid_length: int = 0
    ) -> RecordHeader:
        """Read a head and nothing else."""
        reader = Reader(data)
        header = cls.read(reader, dtls=dtls, cid_length=cid_length)
        reader.finish()
        return header

    @classmethod
    def read(
        cls, reader: Reader, *, dtls: bool = False, cid_length: int = 0
    ) -> RecordHeader:
        """Take a head from the front."""
        kind, version = ContentType(reader.number(1)), Version(reader.number(2))
        if not dtls:
            return cls(kind, version, reader.number(2))
        if kind >> 5 == UNIFIED:
            raise WireError("a record of DTLS 1.3, whose head is encrypted")
        epoch, sequence = reader.number(2), reader.number(6)
        connection_id = (
            reader.take(cid_length) if kind == ContentType.TLS12_CID else b""
        )
        return cls(kind, version, reader.number(2), epoch, sequence, connection_id)

    def encode(self) -> bytes:
        """Give the bytes that it was read from."""
        place = b""
        if self.epoch is not None and self.sequence is not None:
            place = self.epoch.to_bytes(2) + self.sequence.to_bytes(6)
        head = self.type.to_bytes(1) + self.version.to_bytes(2)
        return head + place + self.connection_id + self.length.to_bytes(2)


def records(
    data: bytes, *, dtls: bool = False, cid_length: int = 0
) -> Iterator[tuple[RecordHeader, bytes]]:
    """Give head and body of each record; the last may not be cut off."""
    reader = Reader(data)
    while reader.left:
        header = RecordHeader.read(reader, dtls=dtls, cid_length=cid_length)
        yield header, reader.take(header.length)
