"""How an application protocol was chosen (RFC 7301)."""

from __future__ import annotations

from dataclasses import dataclass

from s_server.events.base import ConnectionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AlpnOffered(ConnectionEvent):
    """The client would speak these protocols, in its order."""

    protocols: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlpnSelected(ConnectionEvent):
    """We chose this one of them."""

    protocol: bytes
