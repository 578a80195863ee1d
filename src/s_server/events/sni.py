"""Which server name a client asked for (RFC 6066 section 3)."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent, Event


class SecondNameAdded(Event):
    """The server has a second name, with a certificate of its own."""


class NameAsked(ConnectionEvent):
    """The client asked for this name, and whether we have a certificate for it.

    The name holds any bytes but zero; it is asked again in a renegotiation.
    """

    name: bytes
    found: bool
