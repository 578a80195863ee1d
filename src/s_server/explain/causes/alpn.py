"""Application protocols that do not meet (RFC 7301)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain.agreement import ending
from s_server.explain.numbers import Sign
from s_server.explain.row import Row
from s_server.explain.words import listed, quoted

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence


def _none(evidence: Evidence) -> list[str] | None:
    if Sign.NO_APPLICATION_PROTOCOL not in evidence.sent:
        return None
    offered = _offered(evidence)
    return [
        f"no application protocol (ALPN) in common; {ending(evidence)}",
        f"the client offers {listed(map(quoted, offered))}; this server has "
        f"{listed(map(quoted, evidence.config.alpn.protocols))}",
        "here: add one of the client's to -alpn, or leave -alpn out to speak any",
        "client: let it offer one of ours",
    ]


def _missed(evidence: Evidence) -> list[str] | None:
    if Sign.NO_APPLICATION_PROTOCOL not in evidence.received:
        return None
    offered = _offered(evidence)
    ours = evidence.config.alpn.protocols
    had = listed(map(quoted, ours)) if ours else "none: -alpn was not given"
    return [
        f"the client insists on another application protocol; {ending(evidence)}",
        f"the client offers {listed(map(quoted, offered))}; this server has {had}",
        f"here: -alpn {','.join(p.decode('ascii', 'replace') for p in offered)}",
    ]


def _offered(evidence: Evidence) -> tuple[bytes, ...]:
    return evidence.hello.alpn_protocols if evidence.hello else ()


ROWS = (
    Row(
        cause="no_shared_protocol",
        when="Client and server have no application protocol (ALPN) in common.",
        words=_none,
        example=(
            "no application protocol (ALPN) in common; this server ended it with "
            "alert no_application_protocol (120)",
            'the client offers "http/1.1"; this server has "h2"',
            "here: add one of the client's to -alpn, or leave -alpn out to speak any",
            "client: let it offer one of ours",
        ),
    ),
    Row(
        cause="protocol_missed",
        when="The client ended it, for no application protocol was chosen for it.",
        words=_missed,
        example=(
            "the client insists on another application protocol; the client ended it "
            "with alert no_application_protocol (120)",
            'the client offers "h2"; this server has none: -alpn was not given',
            "here: -alpn h2",
        ),
    ),
)
