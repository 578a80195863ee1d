"""How an application protocol was chosen (RFC 7301)."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent


class AlpnOffered(ConnectionEvent):
    """The client would speak these protocols, in its order."""

    protocols: tuple[bytes, ...]


class AlpnSelected(ConnectionEvent):
    """We chose this one of them."""

    protocol: bytes
