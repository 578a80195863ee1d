"""What happens to the server as a whole."""

from __future__ import annotations

from s_server.events.base import Event


class DhChosen(Event):
    """The DH parameters were settled: from a file, or by the library."""

    from_file: bool


class CertificateMade(Event):
    """A certificate was made on the fly; its authority's is in ``ca_file``.

    ``is_datagram`` says that the clients are those of DTLS, ``is_sctp`` that they come
    by SCTP.
    """

    ca_file: str
    names: tuple[str, ...]
    address: str
    port: int | None
    is_datagram: bool = False
    is_sctp: bool = False


class EngineSet(Event):
    """This engine does what it can from now on; None is every one there is."""

    name: str | None


class Warned(Event):
    """Something is not as asked for, but the server goes on."""

    message: str


class OptionImplied(Event):
    """An option needs another one, which was not given and is in force now."""

    option: str
    implied: str


class IdPrefixSet(Event):
    """Session identifiers have a prefix; a too long one leaves room for one alone."""

    prefix: str
    is_too_long: bool


class Listening(Event):
    """The sockets listen: bound addresses, and whether the system chose the port.

    ``fast_open`` is whether data is taken with a first segment (-tfo, RFC 7413).
    """

    addresses: tuple[str, ...]
    port: int | None
    chosen: bool
    fast_open: bool = False


class StoppedListening(Event):
    """The keyboard ended the server."""


class Ended(Event):
    """The server has ended; ``counters`` are those of the statistics block."""

    counters: tuple[int, ...]
