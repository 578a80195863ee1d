"""-rev: each line goes back with its bytes in reverse order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import DataReceived, DataSent, Ending

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection

LINE_LIMIT = 16384
"""Bytes of a line; a longer one goes back in pieces, as the C program sends it."""


def converse(connection: Connection, channel: Channel) -> Ending:
    """Answer line after line until CLOSE or the client's end; raises Broken."""
    service = connection.service
    obeys_close = service.config.mode.ignore_end_of_input is not True
    rest = b""
    while data := channel.read():
        service.bus.emit(DataReceived(connection=connection.info, data=data))
        lines, rest = split(rest + data)
        if rest and channel.keeps_boundaries:
            # A datagram is a line, with or without an end.
            lines, rest = [*lines, rest], b""
        for line in lines:
            if obeys_close and line.rstrip(b"\r\n") == b"CLOSE":
                return Ending.PEER
            answer = reversed_line(line)
            channel.write(answer, connection.write_blocked)
            service.bus.emit(DataSent(connection=connection.info, count=len(answer)))
    return Ending.PEER


def split(data: bytes) -> tuple[list[bytes], bytes]:
    """Answer the complete lines, each at most LINE_LIMIT bytes, and the rest."""
    lines = []
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + LINE_LIMIT) + 1
        if not end:
            if len(data) - start < LINE_LIMIT:
                break
            end = start + LINE_LIMIT
        lines.append(data[start:end])
        start = end
    return lines, data[start:]


def reversed_line(line: bytes) -> bytes:
    """Reverse a line without its end, and end it with LF."""
    return line.rstrip(b"\r\n")[::-1] + b"\n"
