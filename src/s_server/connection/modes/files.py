"""-WWW and -HTTP: sends files of the current directory.

Nothing outside that directory is ever sent, and nothing but regular files: not
through ``..``, not through a symbolic link, not through a device or a FIFO.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from http import HTTPStatus
from typing import TYPE_CHECKING

from s_server.config import Web
from s_server.connection.modes import status_page
from s_server.connection.modes.request import (
    Refusal,
    Request,
    head,
    read_request_untrusted,
    refuse,
)
from s_server.events import (
    DataSent,
    Ending,
    FileServed,
    SendfileDone,
    SendfileUnavailable,
)
from s_server.libssl.gathering import flush, gather
from s_server.libssl.tls import Outcome

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection

PIECE = 262144
"""Bytes handed to SSL_write at once: 16 KiB pieces cost a third more CPU."""

# A component that is "..", or a colon anywhere: Windows drives and streams.
_UNSAFE = re.compile(rb"(?:^|[/\\])\.\.(?:[/\\]|$)|:")


class Refused(Exception):  # noqa: N818 - an answer, not an error of ours
    """A path that is not served, and what the client is told."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.refusal = Refusal(status, words)


def converse(connection: Connection, channel: Channel) -> Ending:
    """Answer one request with a file; raises Broken."""
    channel.unread(connection.early())
    request = read_request_untrusted(channel)
    if request is None:
        return Ending.PEER
    if isinstance(request, Refusal):
        refuse(channel, request)
        return Ending.SERVER
    with_page = connection.service.config.mode.web is Web.FILES
    if with_page and request.complete and request.target == b"/stats":
        status_page.send(connection, channel)
        return Ending.SERVER
    try:
        path = safe_path_untrusted(request)
        descriptor = _open(path, connection)
    except Refused as refused:
        refuse(channel, refused.refusal)
        return Ending.SERVER
    try:
        _send(connection, channel, path, descriptor)
    finally:
        os.close(descriptor)
    return Ending.SERVER


def safe_path_untrusted(request: Request) -> bytes:
    """Answer the path a request names, relative to the folder; raises Refused."""
    path = request.target.removeprefix(b"/")
    shown = _shown(path)
    if not request.complete:
        raise Refused(HTTPStatus.BAD_REQUEST, f"'{shown}' is an invalid file name")
    if _UNSAFE.search(path):
        cut = shown.partition(":")[0]
        raise Refused(HTTPStatus.FORBIDDEN, f"'{cut}' contains '..' or ':'")
    if path.startswith((b"/", b"\\")):
        raise Refused(HTTPStatus.FORBIDDEN, f"'{shown}' is an invalid path")
    return path


def open_inside(path: bytes) -> int:
    """Open a regular file below the current directory; answers its descriptor.

    It is opened component by component without following any link (open(2),
    O_NOFOLLOW), so that none put there meanwhile can lead outside.  Only where there
    is a link is the path resolved first, and then opened in the same way.  Raises
    OSError.
    """
    parts = [part for part in path.split(b"/") if part not in {b"", b"."}]
    if parts and b".." not in parts:
        try:
            return _open_below(b".", parts)
        except OSError as problem:
            if problem.errno not in _MAYBE_A_LINK:
                raise
    root = os.path.realpath(b".")
    real = os.path.realpath(path)
    if os.path.commonpath([root, real]) != root:
        raise PermissionError(errno.EACCES, "outside of the folder")
    return _open_below(root, os.path.relpath(real, root).split(b"/"))


# What opening a link for itself fails with: as a file, as a folder (open(2)).
_MAYBE_A_LINK = {errno.ELOOP, errno.ENOTDIR}


def _open_below(folder: bytes, parts: list[bytes]) -> int:
    *folders, name = parts
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    # Without O_NONBLOCK opening a FIFO would wait for its writer.
    careful = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    for part, kind in [*((f, os.O_DIRECTORY) for f in folders), (name, 0)]:
        try:
            inner = os.open(part, careful | kind, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def content_type(path: bytes) -> str:
    """Answer the type by the suffix, as the C program does: lower case only."""
    is_page = (path.endswith(b".html") and len(path) > 5) or (
        path.endswith((b".php", b".htm")) and len(path) > 4
    )
    return "text/html" if is_page else "text/plain"


_STATUS = {
    errno.EACCES: HTTPStatus.FORBIDDEN,
    errno.EPERM: HTTPStatus.FORBIDDEN,
    errno.ELOOP: HTTPStatus.FORBIDDEN,
    errno.EMFILE: HTTPStatus.SERVICE_UNAVAILABLE,
    errno.ENFILE: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(problem: OSError) -> HTTPStatus:
    """Answer the status for a file that cannot be opened."""
    return _STATUS.get(problem.errno or 0, HTTPStatus.NOT_FOUND)


def _open(path: bytes, connection: Connection) -> int:
    mode = "rb" if connection.service.config.mode.binary_files else "r"
    shown = _shown(path)
    try:
        descriptor = open_inside(path)
    except OSError as problem:
        raise Refused(
            status_of(problem), f"Error opening '{shown}' mode='{mode}'"
        ) from None
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISREG(kind) and not path.endswith(b"/"):
        return descriptor
    os.close(descriptor)
    if stat.S_ISDIR(kind):
        raise Refused(HTTPStatus.FORBIDDEN, f"'{shown}' is a directory")
    raise Refused(HTTPStatus.FORBIDDEN, f"'{shown}' is no regular file")


def _send(
    connection: Connection, channel: Channel, path: bytes, descriptor: int
) -> None:
    bus, config = connection.service.bus, connection.service.config
    bus.emit(FileServed(connection=connection.info, path=_shown(path)))
    begin = b""
    if config.mode.web is Web.FILES:
        begin = head(HTTPStatus.OK, content_type(path))
    if config.mode.sendfile or config.mode.zerocopy:
        if channel.tls.sends_by_kernel:
            if begin:
                channel.write(begin)
            size = _send_by_kernel(channel, descriptor)
            bus.emit(SendfileDone(connection=connection.info, path=_shown(path)))
            bus.emit(DataSent(connection=connection.info, count=size))
            return
        bus.emit(SendfileUnavailable(connection=connection.info))
    count = _send_pieces(connection, channel, begin, descriptor)
    bus.emit(DataSent(connection=connection.info, count=count))


def _send_pieces(
    connection: Connection, channel: Channel, begin: bytes, descriptor: int
) -> int:
    """Send the file, and what comes before it; answers the length of the file."""
    size = os.fstat(descriptor).st_size
    room = bytearray(begin) + bytearray(min(PIECE, max(size, 1)))
    view = memoryview(room)
    filled, total = len(begin), 0
    # A test of waits is to see each write (-nbio_test).
    is_tested = connection.service.config.network.non_blocking_test
    gathers = size > PIECE and not is_tested and gather(channel.tls)
    while (count := os.readv(descriptor, [view[filled:]])) or filled:
        channel.write(view[: filled + count], connection.write_blocked)
        total += count
        filled = 0
    while gathers and (outcome := flush(channel.tls)) is not Outcome.DONE:
        channel.check(outcome)
        connection.write_blocked(outcome)
        channel.wait_for(outcome)
    return total


def _send_by_kernel(channel: Channel, descriptor: int) -> int:
    offset = 0
    while (left := os.fstat(descriptor).st_size - offset) > 0:
        outcome, sent = channel.tls.send_file(descriptor, offset, left)
        offset += sent
        if outcome is not Outcome.DONE:
            channel.check(outcome)
            channel.wait_for(outcome)
    return offset


def _shown(path: bytes) -> str:
    return path.decode(errors="surrogateescape")
