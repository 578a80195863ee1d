"""A place from which lists of revoked certificates are fetched, good or bad."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Callable[[socket.socket], None]


class DistributionPoint:
    """An HTTP server on loopback whose answer is a function of the test's.

    `url` is where the list lies; `requests` are the heads that were read, and `asked`
    is set with the first one. The `answer` may be exchanged.
    """

    def __init__(self, answer: Answer) -> None:
        self.requests: list[bytes] = []
        self.asked = threading.Event()
        self.answer = answer
        self._clients: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/list.crl"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        for client in self._clients:
            client.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._clients.append(client)
                with suppress(ConnectionError):
                    self._converse(client)

    def _converse(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (piece := client.recv(65536)):
            head += piece
        self.requests.append(head)
        self.asked.set()
        self.answer(client)


def response(
    body: bytes, *, status: str = "200 OK", head: bytes = b"", size: int | None = None
) -> Answer:
    """Answer with this body, and then end the connection."""
    length = len(body) if size is None else size
    start = b"HTTP/1.0 %s\r\nContent-Length: %d\r\n" % (status.encode(), length)

    def answer(client: socket.socket) -> None:
        client.sendall(start + head + b"\r\n" + body)
        client.shutdown(socket.SHUT_RDWR)

    return answer


def silent(_: socket.socket) -> None:
    """Never answer anything, and keep the connection open."""
