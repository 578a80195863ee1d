"""Why a connection failed, in plain words."""

from __future__ import annotations

from enum import StrEnum

from s_server.events.base import ConnectionEvent, Event
from s_server.frozen import Frozen


class Ender(StrEnum):
    """Who ended what was explained."""

    CLIENT = "client"
    SERVER = "server"
    NETWORK = "network"
    NOBODY = "nobody"


class Explanation(Frozen):
    """A cause of failure.

    ``cause`` is its identifier, which stays the same from release to release (a row of
    ``explain/causes``); ``words`` are one to four lines for a person to read.  With
    ``ended_by`` NOBODY the connection goes on.
    """

    cause: str
    words: tuple[str, ...]
    ended_by: Ender


class Explained(ConnectionEvent):
    """Something that is no failure to OpenSSL came to nothing, and this is why.

    A failure has its explanation itself (Failed.explanation).
    """

    explanation: Explanation


class StrangeDatagram(Event):
    """What came to a port for DTLS was something else, and this is what.

    It is told once of each ``peer``, and of the first ones alone; ``data`` is how the
    datagram begins.
    """

    peer: str
    data: bytes
    explanation: Explanation
