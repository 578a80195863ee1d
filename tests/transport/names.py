"""A resolver whose answers a test chooses, at the socket module's boundary."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

Answer = tuple[int, int, int, str, tuple[str | int, ...]]


class Resolver:
    """Answers every name with these addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses
        self.families: list[int] = []

    def take_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand in for ``socket.getaddrinfo`` for the rest of the test."""
        monkeypatch.setattr(socket, "getaddrinfo", self._answer)

    def _answer(
        self, _host: str, service: str, family: int, kind: int, *, flags: int
    ) -> list[Answer]:
        assert flags == socket.AI_PASSIVE
        self.families.append(family)
        return [self._one(text, int(service), kind) for text in self._addresses]

    @staticmethod
    def _one(text: str, port: int, kind: int) -> Answer:
        if ":" in text:
            return socket.AF_INET6, kind, 6, "", (text, port, 0, 0)
        return socket.AF_INET, kind, 6, "", (text, port)
