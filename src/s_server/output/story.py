"""What happened on a server's connections, told to somebody whose test has failed.

No secret is told, and of application data only how much there was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server import events
from s_server.events import Cause, ConnectionEvent, Ending
from s_server.wire.codes import AlertDescription, AlertLevel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from s_server.events import Event


def story(happened: Sequence[Event]) -> list[str]:
    """Answer lines: each connection's, the oldest first, and what is the server's."""
    lines = [
        f"warning: {event.message}"
        for event in happened
        if isinstance(event, events.Warned)
    ]
    told: dict[int, list[ConnectionEvent]] = {}
    for event in happened:
        if isinstance(event, ConnectionEvent):
            told.setdefault(event.connection.number, []).append(event)
    for number in sorted(told):
        peer = told[number][0].connection.peer
        lines.append(f"connection {number} from {peer}")
        lines += [f"  {line}" for event in told[number] for line in tell(event)]
    return lines


def tell(event: ConnectionEvent) -> list[str]:
    """Answer the lines of an event; none where it is of no interest."""
    teller: Callable[[ConnectionEvent], list[str]] | None = _TELLERS.get(type(event))  # type: ignore[assignment]  # each has its own kind
    lines = [] if teller is None else teller(event)
    if isinstance(event, events.Failed | events.Explained) and event.explanation:
        lines += event.explanation.words
    return lines


def _finished_handshake(event: events.HandshakeFinished) -> list[str]:
    facts = event.facts
    resumed = ", resumed" if facts.reused else ""
    lines = [f"handshake done: {facts.version}, {facts.cipher}{resumed}"]
    if facts.client_certificate is not None:
        judged = "verified" if facts.verify_code == 0 else facts.verify_words
        lines.append(f"client certificate: {judged}")
    return lines


def _failed(event: events.Failed) -> list[str]:
    words = ", ".join(dict.fromkeys(e.reason for e in event.queue if e.reason))
    if not words:
        words = event.cause.value
        if event.cause is Cause.PROTOCOL:
            words = "the client closed without a word"
    return [f"{event.stage.value} failed: {words}"]


def _alert(event: events.Alert) -> list[str]:
    way = "sent" if event.sent else "received"
    name = AlertDescription(event.description).label
    return [
        f"alert {way}: {name} ({event.description}), {AlertLevel(event.level).label}"
    ]


def _verified(event: events.VerifyStep) -> list[str]:
    if event.found:
        return []
    passed = ", passed over" if event.answer else ""
    return [f"client certificate at depth {event.depth}: {event.words}{passed}"]


def _name(event: events.NameAsked) -> list[str]:
    return [f"server name: {_shown(event.name)}"]


def _protocols(event: events.AlpnOffered) -> list[str]:
    return [f"ALPN offered: {', '.join(map(_shown, event.protocols))}"]


def _protocol(event: events.AlpnSelected) -> list[str]:
    return [f"ALPN chosen: {_shown(event.protocol)}"]


def _ended(event: events.Finished) -> list[str]:
    who = "the client" if event.ending is Ending.PEER else "the server"
    return [f"ended by {who}"]


def _closed(event: events.Closed) -> list[str]:
    received, sent = event.data_received, event.data_sent
    return [f"closed; {received} bytes of data received, {sent} sent"]


def _shown(octets: bytes) -> str:
    # A client's bytes must not move the cursor of who reads this.
    return repr(octets)[2:-1]


_TELLERS = {
    events.NameAsked: _name,
    events.AlpnOffered: _protocols,
    events.AlpnSelected: _protocol,
    events.VerifyStep: _verified,
    events.Alert: _alert,
    events.HandshakeFinished: _finished_handshake,
    events.Failed: _failed,
    events.Finished: _ended,
    events.Closed: _closed,
}
