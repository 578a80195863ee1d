"""A UDP proxy that drops, doubles, delays and reorders datagrams, by a seed."""

from __future__ import annotations

import heapq
import itertools
import os
import random
import select
import socket
import threading
import time
from typing import TYPE_CHECKING, Self

from tests.kit.address import Address
from tests.kit.process import TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable


class LossyProxy:
    """Stands before a server; each client has a socket of its own to it.

    ``drops``, ``doubles`` and ``delays`` are shares of the datagrams, each way; what is
    delayed comes up to 50 ms later, behind what was sent after it.
    """

    def __init__(
        self,
        server: Address,
        *,
        seed: int,
        drops: float = 0.2,
        doubles: float = 0.1,
        delays: float = 0.2,
    ) -> None:
        self._server = (server.host, server.port)
        self._chance = random.Random(seed)
        self._shares = drops, doubles, delays
        self._front = socket.socket(type=socket.SOCK_DGRAM)
        self._front.bind(("127.0.0.1", 0))
        self.address = Address(port=self._front.getsockname()[1])
        self.dropped = 0
        self._clients: dict[tuple[str, int], socket.socket] = {}
        self._sources: dict[int, tuple[str, int]] = {}
        self._late: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._poll = select.poll()
        self._poll.register(self._front, select.POLLIN)
        self._ending, self._end = os.pipe()
        self._poll.register(self._ending, select.POLLIN)
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._end)
        self._thread.join(TIMEOUT)
        os.close(self._ending)
        self._front.close()
        for sock in self._clients.values():
            sock.close()

    def _run(self) -> None:
        while True:
            wait = 1000 * (self._late[0][0] - time.monotonic()) if self._late else 1000
            ready = [descriptor for descriptor, _ in self._poll.poll(max(0, wait))]
            if self._ending in ready:
                return
            while self._late and self._late[0][0] <= time.monotonic():
                self._send(heapq.heappop(self._late)[2])
            for descriptor in ready:
                self._pass_on(descriptor)

    def _pass_on(self, descriptor: int) -> None:
        try:
            if descriptor == self._front.fileno():
                data, source = self._front.recvfrom(65535)
                client = self._clients.get(source) or self._welcome(source)
                self._treat(lambda: client.send(data))
            else:
                source = self._sources[descriptor]
                data = self._clients[source].recv(65535)
                self._treat(lambda: self._front.sendto(data, source))
        except OSError:
            return  # the other side is gone

    def _welcome(self, source: tuple[str, int]) -> socket.socket:
        made = socket.socket(type=socket.SOCK_DGRAM)
        made.connect(self._server)
        self._clients[source] = made
        self._sources[made.fileno()] = source
        self._poll.register(made, select.POLLIN)
        return made

    def _treat(self, send: Callable[[], object]) -> None:
        drops, doubles, delays = self._shares
        if self._chance.random() < drops:
            self.dropped += 1
            return
        for _ in range(2 if self._chance.random() < doubles else 1):
            if self._chance.random() < delays:
                due = time.monotonic() + self._chance.random() * 0.05
                heapq.heappush(self._late, (due, next(self._order), send))
            else:
                self._send(send)

    def _send(self, send: Callable[[], object]) -> None:
        try:
            send()
        except OSError:
            return
