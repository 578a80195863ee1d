"""Reads an HTTP request as the web modes understand it.

Line after line is looked at, not only the first, and the first that begins with
``GET `` is answered at once, without waiting for the rest of the head: that is what
clients of the C program rely on (``echo 'GET /' | openssl s_client``).
"""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from s_server.frozen import Frozen

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection

LINE_LIMIT = 16384
"""Bytes of one line of a request, its end included."""

HEAD_LIMIT = 65536
"""Bytes of lines before the one that is answered."""

HEAD_PATIENCE = 0.25
"""Seconds to wait for the header lines after the first line."""

_ACCEPT = re.compile(rb"^accept:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD = re.compile(rb"(?:^|\n)\r?\n")
_NO_WEIGHT = re.compile(rb"q=0(?:\.0{0,3})?")
_OTHER_METHOD = re.compile(rb"[A-Z]{3,16} \S+ HTTP/\d\.\d\r?\n")
# RFC 9112 3.2.2: a server must accept the absolute form of a target.
_ABSOLUTE = re.compile(rb"https?://[^/ ]*(?=[/ ])", re.IGNORECASE)


class Request(Frozen, kw_only=False):
    """A GET: the target as written, and whether a blank came after it.

    Where ``has_head``, header lines follow, of which ``rest`` has come already.
    """

    target: bytes
    complete: bool
    has_head: bool = False
    rest: bytes = b""


class Refusal(Frozen, kw_only=False):
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
        answer = parse_line(line, pending)
        if answer is not None:
            return answer


def parse_line(line: bytes, rest: bytes = b"") -> Request | Refusal | None:
    """Answer what a line asks for, or None when it asks for nothing.

    ``rest`` has come after it.
    """
    if line.startswith(b"GET "):
        if b"\0" in line:
            return Refusal(HTTPStatus.BAD_REQUEST, "the request has a NUL byte in it")
        target, blank, version = line[4:].partition(b" ")
        absolute = _ABSOLUTE.match(line[4:])
        if absolute:
            target = target[absolute.end() :] or b"/"
        has_head = version.startswith(b"HTTP/1.")
        return Request(target, bool(blank), has_head, rest)
    if _OTHER_METHOD.fullmatch(line):
        return Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "only GET is answered here")
    return None


def wants_html(request: Request, channel: Channel) -> bool:
    """Whether the request's head asks for HTML by name.

    The client may have no more to say than its first line, so what has not come
    within HEAD_PATIENCE does not come.  Raises Broken.
    """
    head = request.rest if request.has_head else b"\n"
    deadline = time.monotonic() + HEAD_PATIENCE
    while not _END_OF_HEAD.search(head) and len(head) < HEAD_LIMIT:
        more = channel.read_within(deadline - time.monotonic())
        if not more:
            break
        head += more
    return any(map(_names_html, _ACCEPT.findall(head)))


def _names_html(accepted: bytes) -> bool:
    """Whether a field's value lists text/html with a weight (RFC 9110 12.5.1)."""
    for one in accepted.split(b","):
        kind, *parameters = (part.strip().lower() for part in one.split(b";"))
        if kind == b"text/html":
            return not any(_NO_WEIGHT.fullmatch(part) for part in parameters)
    return False


def _too_long() -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "a line of the request is too long"
    )


def head(status: HTTPStatus, content_type: str, more: str = "") -> bytes:
    """Answer the head of a response; a good one reads as the C program's.

    ``more`` are further header lines.
    """
    words = "200 ok" if status is HTTPStatus.OK else f"{status} {status.phrase}"
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        more += "Allow: GET\r\n"
    return f"HTTP/1.0 {words}\r\nContent-type: {content_type}\r\n{more}\r\n".encode()


def cut(response: bytes) -> bytes:
    """Answer a response that says how long it is, and ends in the middle (-truncate).

    Without its length it would count as whole: RFC 9112 section 8.
    """
    start, _, body = response.partition(b"\r\n\r\n")
    length = f"\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return start + length + body[: len(body) // 2]


def respond(connection: Connection, channel: Channel, response: bytes) -> None:
    """Send a response, or with -truncate the first part of it; raises Broken."""
    truncate = connection.service.config.mode.truncate
    channel.write(cut(response) if truncate else response)


def refuse(channel: Channel, refusal: Refusal) -> None:
    """Send a refusal; raises Broken."""
    body = refusal.words.encode(errors="surrogateescape") + b"\r\n"
    channel.write(head(refusal.status, "text/plain") + body)
