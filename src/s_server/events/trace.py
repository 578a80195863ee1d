"""What is told to those who look for faults: bytes, states, extensions.

A module to import where it is used: most servers are never asked to tell.
"""

from __future__ import annotations

from s_server.events.base import ConnectionEvent, Event


class BytesPassed(ConnectionEvent):
    """The connection's BIO was read or written (BIO_set_callback_ex(3)).

    ``asked`` is how many bytes there was room for, or were to go; ``result`` is what
    the BIO answered, above 0 when it went well.  ``bio`` and ``place`` are where the
    BIO and the bytes lie in memory.
    """

    sent: bool
    bio: int
    place: int
    asked: int
    result: int
    data: bytes


class StateReached(ConnectionEvent):
    """What the callback of SSL_set_info_callback(3) is told.

    ``where`` are its bits (InfoWhere) and ``result`` its value.  ``words`` are
    OpenSSL's for the state; for an alert they are its level and its name.
    """

    where: int
    result: int
    words: tuple[str, ...]


class ExtensionReceived(ConnectionEvent):
    """The client sent an extension (RFC 8446 4.2), which OpenSSL is about to read."""

    code: int
    data: bytes


class MessageDecoded(ConnectionEvent):
    """A message or a record's header passed, and what OpenSSL says of it.

    The numbers are those of MessagePassed and RecordPassed.  ``text`` is None where
    the library was built without the words for it.
    """

    sent: bool
    version: int
    content_type: int
    data: bytes
    text: bytes | None


class PskSet(Event):
    """A key that clients share (-psk) is there to be asked for."""


class PskAsked(ConnectionEvent):
    """A client of TLS 1.2 or older says by which identity it knows a shared key."""

    identity: bytes


class PskFetched(ConnectionEvent):
    """Its key was found, of ``size`` bytes; ``expected``: by that very identity."""

    size: int
    expected: bool
