"""What happens on a connection, from accepted to closed."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from s_server.events.base import ConnectionEvent

if TYPE_CHECKING:
    from s_server.errors import QueueEntry
    from s_server.events.explain import Explanation
    from s_server.events.facts import Facts
    from s_server.events.message import ClientHelloReceived


class Stage(Enum):
    """Where a connection was when it failed."""

    HANDSHAKE = "handshake"
    EARLY_DATA = "early data"
    DATA = "data"


class Cause(Enum):
    """What kind of failure it was."""

    PROTOCOL = "protocol"
    TIMED_OUT = "timed out"
    STOPPED = "stopped"
    RETURNED = "the client began anew"


class Ending(Enum):
    """Who ended a connection."""

    PEER = "peer"
    KEYBOARD = "keyboard"
    SERVER = "server"


class Accepted(ConnectionEvent):
    """A client connected."""


class Delayed(ConnectionEvent):
    """A handshake waits for the network, with non-blocking sockets asked for."""


class Retransmitted(ConnectionEvent):
    """A DTLS client was silent for too long: the last flight was sent again."""


class HandshakeFinished(ConnectionEvent):
    """The handshake is done."""

    facts: Facts


class HandshakeAsked(ConnectionEvent):
    """A further handshake was started; ``result`` is that of SSL_do_handshake(3).

    ``queue`` is what OpenSSL said against what was to be asked of the client.
    """

    result: int
    queue: tuple[QueueEntry, ...] = ()


class RenegotiationAsked(ConnectionEvent):
    """A request made us ask for a renegotiation; ``result`` of SSL_renegotiate(3)."""

    result: int


class RequestRefused(ConnectionEvent):
    """OpenSSL would not ask the client for a certificate now."""

    queue: tuple[QueueEntry, ...]


class HandshakeRepeated(ConnectionEvent):
    """A renegotiation, or a request for a certificate, is done."""

    facts: Facts


class StatisticsAsked(ConnectionEvent):
    """The keyboard asks for the session counters."""

    counters: tuple[int, ...]


class EarlyDataReceived(ConnectionEvent):
    """A piece of TLS 1.3 early data came; it may be a replay."""

    data: bytes
    is_first: bool


class EarlyDataEnded(ConnectionEvent):
    """No more early data follows: whether any came, or was refused."""

    came: bool
    was_rejected: bool


class TurnBegan(ConnectionEvent):
    """The connection is now the foremost: it is read, and has the keyboard."""

    facts: Facts


class DataReceived(ConnectionEvent):
    """Application data from the client."""

    data: bytes


class DataSent(ConnectionEvent):
    """Application data was handed to the network."""

    count: int


class ReadBlocked(ConnectionEvent):
    """A whole record came that held no data, or a job that decrypts has paused."""

    by_job: bool = False


class WriteBlocked(ConnectionEvent):
    """A write waits: for the network, if that is to be told, or for a paused job."""

    by_job: bool = False


class FileServed(ConnectionEvent):
    """A file is being sent."""

    path: str


class SendfileDone(ConnectionEvent):
    """The kernel has sent a file (-sendfile)."""

    path: str


class SendfileUnavailable(ConnectionEvent):
    """-sendfile was asked for, but this connection has no kernel TLS."""


class Alert(ConnectionEvent):
    """An alert passed (RFC 8446 section 6)."""

    sent: bool
    level: int
    description: int


class Failed(ConnectionEvent):
    """The connection failed; ``queue`` is what OpenSSL said of it.

    ``alert`` is the description of the last alert other than close_notify, where
    alerts are heard, and ``alert_sent`` whether it was ours.  ``explanation`` is there
    if somebody hears Explained too.
    """

    stage: Stage
    cause: Cause
    queue: tuple[QueueEntry, ...] = ()
    alert: int | None = None
    alert_sent: bool | None = None
    verify_code: int = 0
    verify_words: str = ""
    explanation: Explanation | None = None
    # Of a handshake, with -client_hello: what its client offered, if it came so far,
    # and the suites that could have been agreed on.
    first_hello: ClientHelloReceived | None = None
    common_suites: tuple[int, ...] = ()


class Finished(ConnectionEvent):
    """The conversation came to its end, and who ended it."""

    ending: Ending


class ShuttingDown(ConnectionEvent):
    """Our close_notify is about to be sent."""


class Closed(ConnectionEvent):
    """The TLS connection is gone; nothing follows for it.

    Bytes of application data, early data among it, and bytes on the wire, which leave
    out what the kernel encrypts (-ktls).
    """

    data_received: int = 0
    data_sent: int = 0
    wire_received: int = 0
    wire_sent: int = 0
