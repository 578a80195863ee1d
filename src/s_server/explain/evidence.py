"""What a connection has shown until it failed."""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from s_server.errors import WireError
from s_server.events import Alert, Cause, ClientHelloReceived, ConnectionEvent, Stage
from s_server.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.config import Config
    from s_server.errors import QueueEntry
    from s_server.events.offer import Own
    from s_server.wire.client_hello import ClientHello

E = TypeVar("E", bound=ConnectionEvent)

KEPT = 64
"""Events that are kept of a connection; the oldest go first."""

_SSL = 20  # ERR_LIB_SSL


class Failure(Frozen):
    """How it failed.

    ``system_error`` is an errno; ``last_message`` is the last handshake message:
    whether it was ours, and its type; ``first`` are the first bytes that came, and
    ``size`` is how many came in all.
    """

    stage: Stage
    cause: Cause
    queue: tuple[QueueEntry, ...] = ()
    system_error: int = 0
    last_message: tuple[bool, int] | None = None
    first: bytes = b""
    size: int = 0


class Evidence:
    """Everything that is known of a connection.

    ``stranger`` is the datagram of somebody who has no connection.
    ``failure``, ``own`` (our side of the handshake) and ``ca_file`` (that of a made
    certificate's authority) are there once it has failed.  ``used_by`` is the number of
    the connection that has resumed with this one's ticket before.
    """

    def __init__(
        self,
        *,
        config: Config,
        events: Iterable[ConnectionEvent] = (),
        failure: Failure | None = None,
        own: Own | None = None,
        stranger: bytes = b"",
    ) -> None:
        self.config = config
        self.stranger = stranger
        self.events = deque(events, maxlen=KEPT)
        self.failure = failure
        self.own = own
        self.ca_file: str | None = None
        self.used_by: int | None = None

    def all(self, kind: type[E]) -> list[E]:
        """Answer the events of a kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]

    def last(self, kind: type[E]) -> E | None:
        """Answer the last event of a kind."""
        found = self.all(kind)
        return found[-1] if found else None

    def hear(self, event: ConnectionEvent) -> None:
        """Take an event in."""
        self.events.append(event)
        if isinstance(event, ClientHelloReceived):
            vars(self).pop("hello", None)

    @property
    def may_resume(self) -> bool:
        """Whether the last ClientHello may offer a session or a shared key.

        Mostly none does, and then ``hello`` need not be decoded.
        """
        event = self.last(ClientHelloReceived)
        return event is not None and event.may_resume

    @cached_property
    def hello(self) -> ClientHello | None:
        """The last ClientHello, None where none came that can be read."""
        return _decoded(self.last(ClientHelloReceived))

    @property
    def reasons(self) -> tuple[int, ...]:
        """The reasons of libssl's own entries in the error queue, oldest first."""
        queue = self.failure.queue if self.failure else ()
        return tuple(e.reason_number for e in queue if e.library_number == _SSL)

    @property
    def sent(self) -> tuple[int, ...]:
        """The alerts that we sent."""
        return tuple(a.description for a in self.all(Alert) if a.sent)

    @property
    def received(self) -> tuple[int, ...]:
        """The alerts that the client sent."""
        return tuple(a.description for a in self.all(Alert) if not a.sent)

    @property
    def server(self) -> Own:
        """Our side of the handshake; only of a connection that has failed."""
        assert self.own is not None, "asked before anything failed"
        return self.own

    @property
    def end(self) -> Failure:
        """How it failed; only of a connection that has."""
        assert self.failure is not None, "asked before anything failed"
        return self.failure


def _decoded(event: ClientHelloReceived | None) -> ClientHello | None:
    try:
        return event.hello if event else None
    except WireError:
        return None
