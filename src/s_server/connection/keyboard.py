"""What was typed: text for the foremost connection, and commands.

A command is a letter alone on its line; text that merely begins with the letter is
data.  Text that was typed before a client came is kept for the next one.
"""

from __future__ import annotations

import threading
from collections import deque
from enum import Enum

from s_server.connection.wakeup import Wakeup

ROOM = 65536
"""Bytes of typed text that wait for a client before standard input is left alone."""


class Command(Enum):
    """What a line with one letter asks for, and the end of input."""

    QUIT_CONNECTION = b"q"
    QUIT_SERVER = b"Q"
    RENEGOTIATE = b"r"
    RENEGOTIATE_WITH_CERTIFICATE = b"R"
    UPDATE_OUR_KEY = b"k"
    UPDATE_BOTH_KEYS = b"K"
    REQUEST_CERTIFICATE = b"c"
    SEND_CLEAR_TEXT = b"P"
    PRINT_STATISTICS = b"S"
    END = b""


Item = bytes | Command
_LETTERS = {command.value: command for command in Command if command.value}


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
        word = kept.removesuffix(b"\r")
        items: list[Item] = [_LETTERS[word]] if kept else []
        return [*items, Command.END]

    def _take(self, piece: bytes, items: list[Item]) -> None:
        whole = piece.endswith(b"\n")
        word = piece.removesuffix(b"\n").removesuffix(b"\r")
        if self._at_start and word in _LETTERS:
            if not whole:
                # A lone letter may still become a word: wait for the rest.
                self._kept = piece
                return
            items.append(_LETTERS[word])
            return
        self._at_start = whole
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

    The server's loop fills it while it ``has_room``; the connection whose turn it is
    takes from it.  ``typed`` wakes the one, ``emptied`` the other.
    """

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._held = 0
        self._lock = threading.Lock()
        self.typed = Wakeup()
        self.emptied = Wakeup()

    def put(self, items: list[Item]) -> None:
        """Add typed items and wake their reader."""
        with self._lock:
            self._items.extend(items)
            self._held += sum(map(_room, items))
            if items:
                self.typed.nudge()

    def take(self) -> Item | None:
        """Take the next item, or None when there is none."""
        with self._lock:
            return self._next() if self._items else None

    def take_if(self, command: Command) -> bool:
        """Take this command if it is the next item; answers whether it was."""
        with self._lock:
            found = bool(self._items) and self._items[0] is command
            if found:
                self._next()
            return found

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
        """Close the wake-ups."""
        self.typed.close()
        self.emptied.close()

    def _next(self) -> Item:
        item = self._items.popleft()
        was_full = not self.has_room
        self._held -= _room(item)
        if was_full and self.has_room:
            self.emptied.nudge()
        if not self._items:
            self.typed.calm()
        return item


def _room(item: Item) -> int:
    """Answer what an item counts: commands too, or ``yes q`` would fill the memory."""
    return len(item) if isinstance(item, bytes) else 1
