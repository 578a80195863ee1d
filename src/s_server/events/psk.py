"""What happens about keys and passwords that both sides share beforehand."""

from __future__ import annotations

from s_server.events.base import ConnectionEvent, Event


class PskHintUnused(Event):
    """A hint is to be sent, but only TLS 1.3 is served, which has none."""


class PskIdentityUnexpected(ConnectionEvent):
    """A client says it is somebody else; it is asked for the one key all the same."""

    identity: bytes
    expected: bytes


class PskIdentityUnknown(ConnectionEvent):
    """A client says it is somebody of whom there is no key."""

    identity: bytes


class SrpLookup(ConnectionEvent):
    """A user was looked up; ``info`` is what the file says, ``again`` a renegotiation.

    A user made up from the seed is found, and has no ``info``.
    """

    username: bytes
    found: bool
    info: bytes | None
    again: bool
