"""A relay between client and server that lets bytes pass one by one."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.kit.address import Address
from tests.kit.process import TIMEOUT
from tests.network.client import eventually

if TYPE_CHECKING:
    from collections.abc import Callable


class Relay:
    """One connection; what the server says passes at once.

    What the client says passes at once too, unless it is being held.  What the
    server has said is kept in ``from_server``.
    """

    def __init__(self, server: Address) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = Address(port=self._listening.getsockname()[1])
        self._server = server.connect()
        self._client: socket.socket | None = None
        self.from_server = bytearray()
        self._held = bytearray()
        self._holding = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(TIMEOUT)
        self._server.close()

    def hold(self) -> None:
        """Keep what the client says from now on."""
        with self._news:
            self._holding = True

    def wait_held(self, size: int = 1) -> int:
        """Wait until so much is held; how much it is."""
        with self._news:
            assert self._news.wait_for(lambda: len(self._held) >= size, TIMEOUT)
            return len(self._held)

    def let_through(self, count: int) -> None:
        """Pass some bytes on, and wait until the server has taken them."""
        with self._news:
            piece = bytes(self._held[:count])
            del self._held[:count]
        self._server.sendall(piece)
        eventually(lambda: True if self._is_taken() else None, "bytes to be read")

    def let_go(self) -> None:
        """Pass everything on again."""
        with self._news:
            self._server.sendall(self._held)
            self._held.clear()
            self._holding = False

    def _is_taken(self) -> bool:
        """Whether the kernel holds nothing for the server (/proc/net/tcp)."""
        ends = (self._server.getpeername()[1], self._server.getsockname()[1])
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            row = line.split()
            if tuple(int(end.split(":")[1], 16) for end in row[1:3]) == ends:
                return int(row[4].split(":")[1], 16) == 0
        return True

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            self._client, _ = self._listening.accept()
        if self._client is None:
            return
        with self._client, contextlib.suppress(OSError):
            pass_on: dict[socket.socket, Callable[[bytes], object]]
            pass_on = {self._client: self._from_client, self._server: self._to_client}
            while pass_on:
                for end in select.select(list(pass_on), [], [])[0]:
                    if piece := end.recv(65536):
                        pass_on[end](piece)
                        continue
                    del pass_on[end]
                    other = self._server if end is self._client else self._client
                    other.shutdown(socket.SHUT_WR)

    def _from_client(self, piece: bytes) -> None:
        with self._news:
            if self._holding:
                self._held += piece
                self._news.notify_all()
                return
        self._server.sendall(piece)

    def _to_client(self, piece: bytes) -> None:
        assert self._client is not None
        self.from_server += piece
        self._client.sendall(piece)
