"""Prints the lines of a dialect to standard output and standard error.

A block of lines is written whole.  A reader that has gone away (``| head``) ends
nothing: what it would have read is dropped.
"""

from __future__ import annotations

import os
import select
import threading
from functools import partial
from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.frozen import replace
from s_server.options.name_format import name_flags
from s_server.output.text import dialects
from s_server.output.text.pieces import Piece, Stream, Style

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus, Event
    from s_server.libssl.load import Release
    from s_server.output.text.dialects import Dialect, Renderer

STDOUT, STDERR = 1, 2
JSON_TO_STDOUT = "-"


class Printer:
    """Writes pieces to the two descriptors; ``prefix`` comes before each OUT line.

    With ``aside`` standard output is not ours, and all goes to standard error.
    ``messages`` is the descriptor of a file for that stream, if there is one.
    """

    def __init__(
        self,
        style: Style,
        *,
        silent: bool,
        prefix: bytes = b"",
        aside: bool = False,
        messages: int | None = None,
    ) -> None:
        self._stdout = STDERR if aside else STDOUT
        self._style = style
        self._silent = silent
        self._prefix = prefix
        self._messages = messages
        self._lock = threading.Lock()
        self._local = threading.local()

    def subscribe(self, bus: Bus, dialect: Dialect) -> None:
        """Print what the dialect says of each event.

        Where standard output is silent, nobody renders what would only go there.
        """
        for kind, renderer in dialect.items():
            if not (self._silent and renderer in dialects.OUT_ONLY):
                bus.subscribe(kind, partial(self._render, renderer))

    def _render(self, renderer: Renderer, event: Event) -> None:
        style: Style | None = getattr(self._local, "style", None)
        if style is None:
            style = replace(self._style, thread=threading.get_ident())
            self._local.style = style
        pieces = renderer(event, style)
        if pieces:
            with self._lock:
                self._print(pieces)

    def _print(self, pieces: list[Piece]) -> None:
        waiting: dict[int, bytearray] = {self._stdout: bytearray(), STDERR: bytearray()}
        if self._messages is not None:
            waiting[self._messages] = bytearray()
        for piece in pieces:
            match piece.stream:
                case Stream.ERR:
                    waiting[STDERR] += piece.data
                case Stream.RAW:
                    waiting[self._stdout] += piece.data
                case Stream.OUT:
                    if not self._silent:
                        waiting[self._stdout] += self._prefixed(piece.data)
                case Stream.MESSAGES if self._messages is not None:
                    waiting[self._messages] += piece.data
                case Stream.MESSAGES:
                    waiting[self._stdout] += self._prefixed(piece.data)
        for descriptor, data in waiting.items():
            write_all(descriptor, data)

    def _prefixed(self, lines: bytes) -> bytes:
        if not self._prefix:
            return lines
        # BIO_f_prefix(3) goes by LF alone; bytes.splitlines() would split at a CR too.
        return b"".join(self._prefix + line + b"\n" for line in lines.split(b"\n")[:-1])


def text_output(bus: Bus, config: Config, release: Release) -> None:
    """Print as the C program does in the configuration's mode; raises UsageError."""
    output = config.output
    file = config.trace.file
    printer = Printer(
        style_of(config, release),
        silent=(output.quiet or output.brief) and not config.trace.traffic,
        prefix=os.environb.get(b"HARNESS_OSSL_PREFIX", b""),
        aside=output.json == JSON_TO_STDOUT,
        messages=None if file is None else _opened(file),
    )
    printer.subscribe(bus, dialect_of(config))


def _opened(path: str) -> int:
    """Open the file of -msgfile, empty, to be written until the process ends."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        # The C program prints this line without its name.
        raise UsageError(
            f"Error writing file {path}", bare=True, hints=(f"-msgfile: {reason}",)
        ) from problem


def style_of(config: Config, release: Release) -> Style:
    """Answer what renderers must know of the configuration."""
    output = config.output
    return Style(
        release=release,
        quiet=output.quiet,
        brief=output.brief,
        debug=config.trace.traffic,
        client_hello=config.trace.client_hello,
        export=config.export,
        name_format=name_flags(config.verify.name_format),
        verify_quiet=config.verify.quiet or output.brief,
    )


def dialect_of(config: Config) -> Dialect:
    """Answer the lines that the configuration's mode prints."""
    added: Dialect = dialects.STATUS_VERBOSE if config.status.verbose else {}
    if config.trace.is_told:
        from s_server.output.text import trace  # noqa: PLC0415 - seldom wanted

        added = added | trace.dialect(config)
    if config.mode.reverse:
        return dialects.REVERSE | added
    dialect = dialects.CONSOLE if config.mode.web is None else dialects.WEB
    network = config.network
    if network.non_blocking or network.non_blocking_test:
        return dialect | dialects.NON_BLOCKING | added
    return dialect | added


def write_all(descriptor: int, data: bytes | bytearray) -> None:
    """Write everything; a reader that is gone, or a closed descriptor, is no error."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(descriptor, view) :]
        except BlockingIOError:
            # Whoever shares the terminal or pipe with us may have set O_NONBLOCK.
            select.select([], [descriptor], [])
        except OSError:
            return
