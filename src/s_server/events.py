"""What happened, as values, and who is told.

A connection emits events; outputs subscribe.  An event carries facts and raw bytes,
never prepared text, and what is expensive to know is computed when it is asked for:
an event that nobody subscribes to costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from s_server.errors import QueueEntry


class Stage(Enum):
    """Where a connection was when it failed."""

    HANDSHAKE = "handshake"
    DATA = "data"


class Cause(Enum):
    """What kind of failure it was."""

    PROTOCOL = "protocol"
    TIMED_OUT = "timed out"
    STOPPED = "stopped"


class Ending(Enum):
    """Who ended a connection."""

    PEER = "peer"
    KEYBOARD = "keyboard"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class SignatureScheme:
    """A signature scheme of TLS by number, with its key and digest where known."""

    code: int
    key: str
    digest: str


class CertificateFacts(Protocol):
    """A certificate; ``flags`` say how a name is printed (X509_NAME_print_ex(3))."""

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""

    @property
    def text(self) -> bytes:
        """The certificate in words."""

    def subject(self, flags: int) -> bytes:
        """The subject's name."""

    def issuer(self, flags: int) -> bytes:
        """The issuer's name."""


class Facts(Protocol):
    """What a handshake agreed on; each fact is read from OpenSSL when asked for.

    The facts of a connection can be asked for until its Closed event is over.
    """

    @property
    def version(self) -> str:
        """The protocol, as OpenSSL calls it: ``TLSv1.3``."""

    @property
    def cipher(self) -> str | None:
        """The cipher suite, as OpenSSL calls it."""

    @property
    def reused(self) -> bool:
        """Whether a session was resumed."""

    @property
    def session_pem(self) -> bytes:
        """The session in PEM."""

    @property
    def session_text(self) -> bytes:
        """The session in words (SSL_SESSION_print(3)); holds secrets."""

    @property
    def client_certificate(self) -> CertificateFacts | None:
        """The certificate that the client sent, if any."""

    @property
    def shared_ciphers(self) -> str:
        """The suites that both sides have, joined with colons, or nothing."""

    @property
    def server_ciphers(self) -> tuple[tuple[str, str], ...]:
        """The server's suites, each with the protocol that brought it."""

    @property
    def client_ciphers(self) -> tuple[str | int, ...]:
        """The suites the client offered, in its order: name, or number if unknown."""

    @property
    def signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that the client offered."""

    @property
    def shared_signature_schemes(self) -> tuple[SignatureScheme, ...]:
        """The schemes that both sides have."""

    @property
    def peer_signature(self) -> tuple[str | None, str | None]:
        """Digest and key type of the client's own signature."""

    @property
    def point_formats(self) -> bytes:
        """The EC point formats that the client offered (TLS 1.2 and older)."""

    @property
    def groups(self) -> tuple[str | int, ...]:
        """The groups that the client offered: name, or number if unknown."""

    @property
    def shared_groups(self) -> tuple[str | int, ...]:
        """The groups that both sides have."""

    @property
    def client_authorities(self) -> tuple[bytes, ...]:
        """The names of authorities that the client would trust."""

    @property
    def secure_renegotiation(self) -> bool:
        """Whether the client takes part in RFC 5746."""

    @property
    def renegotiation_disabled(self) -> bool:
        """Whether we refuse every renegotiation."""

    @property
    def verify_code(self) -> int:
        """What came of verifying the client: 0 is good."""

    @property
    def verify_words(self) -> str:
        """The verify code in words."""

    @property
    def verified_name(self) -> str | None:
        """The client's name that a check matched."""


@dataclass(frozen=True, slots=True)
class ConnectionInfo:
    """Which connection an event is about: its number from 1, and its peer."""

    number: int
    peer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of everything that happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DhChosen(Event):
    """The DH parameters were settled: from a file, or by the library."""

    from_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateMade(Event):
    """A certificate was made on the fly; its authority's is in ``ca_file``."""

    ca_file: str
    names: tuple[str, ...]
    address: str
    port: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned(Event):
    """Something is not as asked for, but the server goes on."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening(Event):
    """The sockets listen: bound addresses, and whether the system chose the port."""

    addresses: tuple[str, ...]
    port: int | None
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedListening(Event):
    """The keyboard ended the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """The server has ended; ``counters`` are those of the statistics block."""

    counters: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionEvent(Event):
    """Base of what happens on a connection."""

    connection: ConnectionInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(ConnectionEvent):
    """A client connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed(ConnectionEvent):
    """A handshake waits for the network, with non-blocking sockets asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeFinished(ConnectionEvent):
    """The handshake is done."""

    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBegan(ConnectionEvent):
    """The connection is now the foremost: it is read, and has the keyboard."""

    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class DataReceived(ConnectionEvent):
    """Application data from the client."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSent(ConnectionEvent):
    """Application data was handed to the network."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBlocked(ConnectionEvent):
    """A whole record came that held no data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteBlocked(ConnectionEvent):
    """A write waits for the network, with non-blocking sockets asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileServed(ConnectionEvent):
    """A file is being sent."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendfileUnavailable(ConnectionEvent):
    """-sendfile was asked for, but this connection has no kernel TLS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(ConnectionEvent):
    """An alert passed (RFC 8446 section 6)."""

    sent: bool
    level: int
    description: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(ConnectionEvent):
    """The connection failed; ``queue`` is what OpenSSL said of it."""

    stage: Stage
    cause: Cause
    queue: tuple[QueueEntry, ...] = ()
    verify_code: int = 0
    verify_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(ConnectionEvent):
    """The conversation came to its end, and who ended it."""

    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class ShuttingDown(ConnectionEvent):
    """Our close_notify is about to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(ConnectionEvent):
    """The TLS connection is gone; nothing follows for it."""


E = TypeVar("E", bound=Event)
Handler = Callable[[E], object]


class Bus:
    """Takes events from connections and tells the subscribers, on the same thread."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], tuple[Handler[Any], ...]] = {}
        self._lock = threading.Lock()

    def subscribe(self, kind: type[E], handler: Handler[E]) -> None:
        """Have ``handler`` called with each event of exactly this kind."""
        with self._lock:
            known = self._handlers.get(kind, ())
            self._handlers[kind] = (*known, handler)

    def wants(self, kind: type[Event]) -> bool:
        """Whether anybody would hear of such an event."""
        return kind in self._handlers

    def emit(self, event: Event) -> None:
        """Tell every subscriber of this kind of event."""
        for handler in self._handlers.get(type(event), ()):
            handler(event)
