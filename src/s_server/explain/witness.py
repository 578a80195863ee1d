"""Hears what connections tell, and explains what came of them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from s_server.events import (
    Alert,
    CertificateMade,
    ClientHelloReceived,
    Closed,
    EarlyDataEnded,
    Explained,
    Explanation,
    HandshakeFinished,
    NameAsked,
    PskIdentityUnexpected,
    PskIdentityUnknown,
    RevocationListMissing,
    SessionLookedUp,
    SrpLookup,
    StatusStapled,
    StrangeDatagram,
    VerifyStep,
)
from s_server.explain.evidence import Evidence, Failure

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus, ConnectionEvent, ConnectionInfo
    from s_server.events.offer import Own

HEARD: tuple[type[ConnectionEvent], ...] = (
    Alert,
    ClientHelloReceived,
    EarlyDataEnded,
    HandshakeFinished,
    NameAsked,
    PskIdentityUnexpected,
    PskIdentityUnknown,
    RevocationListMissing,
    SessionLookedUp,
    SrpLookup,
    StatusStapled,
    VerifyStep,
)
LOOKED_AFTER = frozenset({Alert, EarlyDataEnded, HandshakeFinished})
"""Events after which a row of the causes looks for what came to nothing."""
CLOSE_NOTIFY = 0
TICKET_END = 32  # bytes: a session's identifier, or the MAC of a ticket (RFC 5077 4)
TICKETS = 1000
"""Tickets that were used and are remembered; the oldest go first."""


class Witness:
    """Keeps the evidence of each connection for as long as it lasts."""

    def __init__(self, bus: Bus, config: Config) -> None:
        self._bus = bus
        self._config = config
        self._lock = threading.Lock()
        self._known: dict[int, Evidence] = {}
        self._ca_file: str | None = None
        # Which connection used a ticket of TLS 1.3, by what the ticket ends with.
        self._used: OrderedDict[bytes, int] = OrderedDict()
        bus.subscribe(CertificateMade, self._made)
        for kind in HEARD:
            bus.subscribe(kind, self._hear)
        bus.subscribe(Closed, self._forget)

    @staticmethod
    def prepare() -> None:
        """Load the causes, which a process that is out of descriptors cannot."""
        import s_server.explain.causes  # noqa: F401, PLC0415 - after the start

    def explain(
        self, connection: ConnectionInfo, failure: Failure, own: Own
    ) -> Explanation:
        """Say why a connection failed; some answer there always is."""
        from s_server.explain.causes import explain  # noqa: PLC0415 - when used

        evidence = self._evidence(connection)
        evidence.failure, evidence.own = failure, own
        evidence.ca_file = self._ca_file
        return explain(evidence)

    def meet_stranger(self, peer: str, data: bytes) -> None:
        """Tell what a datagram is that began no connection, if it is known."""
        from s_server.explain.causes import explain_after  # noqa: PLC0415 - when used

        evidence = Evidence(config=self._config, stranger=data)
        found = explain_after(evidence, StrangeDatagram)
        if found is not None:
            self._bus.emit(StrangeDatagram(peer=peer, data=data, explanation=found))

    def _made(self, event: CertificateMade) -> None:
        self._ca_file = event.ca_file

    def _hear(self, event: ConnectionEvent) -> None:
        evidence = self._evidence(event.connection)
        evidence.hear(event)
        if type(event) not in LOOKED_AFTER or _is_goodbye(event):
            return
        if isinstance(event, HandshakeFinished):
            if not evidence.may_resume:
                return  # all that is looked for then is about what was offered
            self._compare_tickets(evidence, event)
        self._look(event, evidence)

    def _compare_tickets(self, evidence: Evidence, event: HandshakeFinished) -> None:
        """Remember a ticket that was used, and who used one that was refused."""
        offered = evidence.hello.psk_identities if evidence.hello else ()
        if not offered:
            return
        key, number = offered[0][0][-TICKET_END:], event.connection.number
        with self._lock:
            if not event.facts.reused:
                evidence.used_by = self._used.get(key)
                return
            self._used[key] = number
            while len(self._used) > TICKETS:
                self._used.popitem(last=False)

    def _look(self, event: ConnectionEvent, evidence: Evidence) -> None:
        """Explain what is no failure to OpenSSL."""
        from s_server.explain.causes import explain_after  # noqa: PLC0415 - when used

        found = explain_after(evidence, type(event))
        if found is not None:
            self._bus.emit(Explained(connection=event.connection, explanation=found))

    def _forget(self, event: Closed) -> None:
        self._known.pop(event.connection.number, None)

    def _evidence(self, connection: ConnectionInfo) -> Evidence:
        # Without a lock: only a connection's own thread asks for its number.
        evidence = self._known.get(connection.number)
        if evidence is None:
            evidence = self._known[connection.number] = Evidence(config=self._config)
        return evidence


def _is_goodbye(event: ConnectionEvent) -> bool:
    return isinstance(event, Alert) and event.description == CLOSE_NOTIFY
