"""A place from which something is fetched over HTTP, good or bad."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Answer = Callable[[socket.socket], None]


class DistributionPoint:
    """An HTTP server on loopback whose answer is a function of the test's.

    `url` is where a list lies; `requests` are the heads that were read, `bodies` what
    came after each, and `asked` is set with the first one. The `answer` may be
    exchanged.
    """

    def __init__(self, answer: Answer) -> None:
        self.requests: list[bytes] = []
        self.bodies: list[bytes] = []
        self.asked = threading.Event()
        self.answer = answer
        self._context: ssl.SSLContext | None = None
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

    def secure(self, pair: Path) -> None:
        """Speak TLS from here on, with a certificate and its key from one file."""
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pair)
        self.url = self.url.replace("http://", "https://")

    def answer_late(self, answer: Answer) -> None:
        """Answer all who were left without an answer so far."""
        for client in self._clients:
            answer(client)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._context is not None:
                    client = self._context.wrap_socket(client, server_side=True)
                self._clients.append(client)
                # ENOTCONN, where the client has left already, is no ConnectionError.
                with suppress(OSError):
                    self._converse(client)

    def _converse(self, client: socket.socket) -> None:
        come = b""
        while b"\r\n\r\n" not in come and (piece := client.recv(65536)):
            come += piece
        head, _, body = come.partition(b"\r\n\r\n")
        size = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        while size and len(body) < int(size[1]) and (piece := client.recv(65536)):
            body += piece
        self.bodies.append(body)
        self.requests.append(head + b"\r\n\r\n")
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
