"""Reads an HTTP request as the web modes understand it.

Line after line is looked at, not only the first, and the first that begins with
``GET `` is answered at once, without waiting for the rest of the head: that is what
clients of the C program rely on (``echo 'GET /' | openssl s_client``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s_server.connection.channel import Channel

LINE_LIMIT = 16384
"""Bytes of one line of a request, its end included."""

HEAD_LIMIT = 65536
"""Bytes of lines before the one that is answered."""

_OTHER_METHOD = re.compile(rb"[A-Z]{3,16} \S+ HTTP/\d\.\d\r?\n")
# RFC 9112 3.2.2: a server must accept the absolute form of a target.
_ABSOLUTE = re.compile(rb"https?://[^/ ]*(?=[/ ])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """A GET: the target as written, and whether a blank came after it."""

    target: bytes
    complete: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that gets a status instead of an answer."""

    status: HTTPStatus
    words: str


def read_request_untrusted(channel: Channel) -> Request | Refusal | None:
    """Wait for a request; None when the client closed first.  Raises Broken."""
    pending = b""
    seen = 0
    while True:
        end = pending.find(b"\n") + 1
        if not end:
            if len(pending) >= LINE_LIMIT:
                return _too_long()
            data = channel.read()
            if not data:
                return None
            pending += data
            continue
        if end > LINE_LIMIT or seen > HEAD_LIMIT:
            return _too_long()
        seen += end
        line, pending = pending[:end], pending[end:]
        if (answer := parse_line(line)) is not None:
            return answer


def parse_line(line: bytes) -> Request | Refusal | None:
    """Answer what a line asks for, or None when it asks for nothing."""
    if line.startswith(b"GET "):
        if b"\0" in line:
            return Refusal(HTTPStatus.BAD_REQUEST, "the request has a NUL byte in it")
        target, blank, _ = line[4:].partition(b" ")
        absolute = _ABSOLUTE.match(line[4:])
        if absolute:
            target = target[absolute.end() :] or b"/"
        return Request(target, complete=bool(blank))
    if _OTHER_METHOD.fullmatch(line):
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "only GET is answered here")
    return None


def _too_long() -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "a line of the request is too long"
    )


def head(status: HTTPStatus, content_type: str) -> bytes:
    """Answer the head of a response; a good one reads as the C program's."""
    words = "200 ok" if status is HTTPStatus.OK else f"{status} {status.phrase}"
    allow = "Allow: GET\r\n" if status is HTTPStatus.METHOD_NOT_ALLOWED else ""
    return f"HTTP/1.0 {words}\r\nContent-type: {content_type}\r\n{allow}\r\n".encode()


def refuse(channel: Channel, refusal: Refusal) -> None:
    """Send a refusal; raises Broken."""
    body = refusal.words.encode(errors="surrogateescape") + b"\r\n"
    channel.write(head(refusal.status, "text/plain") + body)
