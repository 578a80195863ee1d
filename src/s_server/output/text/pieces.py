"""What a renderer answers: pieces of text, each for one stream."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from s_server.frozen import Frozen
from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.config import Export


class Stream(Enum):
    """Where a piece goes.

    OUT is standard output and silenced by -quiet and -brief; RAW is standard output
    for the client's own bytes, never silenced and never changed; ERR is standard
    error.  MESSAGES, for -msg and -trace, is standard output too, but not silenced,
    and with -msgfile a file.
    """

    OUT = "out"
    RAW = "raw"
    ERR = "err"
    MESSAGES = "messages"


class Piece(Frozen, kw_only=False):
    """Some bytes for one stream."""

    stream: Stream
    data: bytes


class Style(Frozen):
    """What renderers must know besides the event: the release whose words to use.

    ``export`` is the keying material to show with each handshake, if any.
    ``debug`` undoes most of ``quiet`` and ``brief``; ``client_hello`` adds what a
    client offered.  ``name_format`` are the flags of -nameopt, and ``verify_quiet``
    leaves out the steps of verification that went well.
    """

    release: Release
    quiet: bool = False
    brief: bool = False
    debug: bool = False
    client_hello: bool = False
    thread: int = 0
    export: Export | None = None
    name_format: int | None = None
    verify_quiet: bool = False

    @property
    def name_flags(self) -> int:
        """How names are printed (X509_NAME_print_ex(3)).

        By default up to 3.1 ``oneline``; since 3.2 without blanks round ``=``, as
        UTF-8.
        """
        if self.name_format is not None:
            return self.name_format
        return 0x20312 if self.release >= Release.V3_2 else 0x82031F


def out(text: str | bytes) -> Piece:
    """Answer a line for standard output."""
    return Piece(Stream.OUT, _line(text))


def err(text: str | bytes) -> Piece:
    """Answer a line for standard error."""
    return Piece(Stream.ERR, _line(text))


def _line(text: str | bytes) -> bytes:
    data = text.encode(errors="surrogateescape") if isinstance(text, str) else text
    return data + b"\n"
