"""What was typed: text for the foremost connection, and commands.

A command is a letter alone on its line; text that merely begins with the letter is
data.  Text that was typed before a client came is kept for the next one.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from enum import Enum

ROOM = 65536
"""Bytes of typed text that wait for a client before standard input is left alone."""


class Command(Enum):
    """What a line with one letter asks for, and the end of input."""

    QUIT_CONNECTION = b"q"
    QUIT_SERVER = b"Q"
    END = b""


Item = bytes | Command
_LETTERS = {c.value: c for c in (Command.QUIT_CONNECTION, Command.QUIT_SERVER)}


class Typist:
    """Splits input into text and commands, whatever pieces it comes in."""

    def __init__(self, *, commands: bool) -> None:
        self._commands = commands
        self._kept = b""
        self._at_start = True

    def feed(self, data: bytes) -> list[Item]:
        """Answer the items that are complete after ``data``."""
        if not self._commands:
            return [data] if data else []
        pieces = _lines(self._kept + data)
        self._kept = b""
        items: list[Item] = []
        for piece in pieces:
            self._take(piece, items)
        return items

    def end(self) -> list[Item]:
        """Answer what is left at the end of input, and the end itself."""
        kept, self._kept = self._kept, b""
        items: list[Item] = [_LETTERS.get(kept, kept)] if kept else []
        return [*items, Command.END]

    def _take(self, piece: bytes, items: list[Item]) -> None:
        whole = piece.endswith(b"\n")
        word = piece.rstrip(b"\r\n") if whole else piece
        if self._at_start and word in _LETTERS:
            if not whole:
                # A lone letter may still become a word: wait for the rest.
                self._kept = piece
                return
            items.append(_LETTERS[word])
            return
        self._at_start = piece.endswith(b"\n")
        if items and isinstance(items[-1], bytes):
            items[-1] += piece
        else:
            items.append(piece)


def _lines(data: bytes) -> list[bytes]:
    """Split after each LF only; bytes.splitlines() would split at a lone CR too."""
    lines = data.split(b"\n")
    whole = [line + b"\n" for line in lines[:-1]]
    return [*whole, lines[-1]] if lines[-1] else whole


class Keyboard:
    """The typed items that wait for the foremost connection.

    The server's loop fills it; the connection whose turn it is takes from it, and is
    woken through ``descriptor``.
    """

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._held = 0
        self._lock = threading.Lock()
        self.descriptor, self._wake = os.pipe()
        os.set_blocking(self.descriptor, False)
        os.set_blocking(self._wake, False)

    def put(self, items: list[Item]) -> None:
        """Add typed items and wake their reader."""
        with self._lock:
            self._items.extend(items)
            self._held += sum(len(i) for i in items if isinstance(i, bytes))
            self._nudge()

    def take(self) -> Item | None:
        """Take the next item, or None when there is none."""
        with self._lock:
            self._calm()
            if not self._items:
                return None
            item = self._items.popleft()
            if isinstance(item, bytes):
                self._held -= len(item)
            if self._items:
                self._nudge()
            return item

    def give_back(self, item: Item) -> None:
        """Put an item back to the front: its connection could not use it."""
        with self._lock:
            self._items.appendleft(item)
            self._held += len(item) if isinstance(item, bytes) else 0
            self._nudge()

    @property
    def has_room(self) -> bool:
        """Whether more may be typed before somebody takes from it."""
        return self._held < ROOM

    @property
    def at_end(self) -> bool:
        """Whether nothing is left but the end of input."""
        with self._lock:
            return bool(self._items) and self._items[0] is Command.END

    def close(self) -> None:
        """Close the wake-up."""
        os.close(self.descriptor)
        os.close(self._wake)

    def _nudge(self) -> None:
        try:
            os.write(self._wake, b"!")
        except BlockingIOError:
            return

    def _calm(self) -> None:
        try:
            while os.read(self.descriptor, 4096):
                pass
        except BlockingIOError:
            return
