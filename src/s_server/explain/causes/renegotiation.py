"""Handshakes that one side would not begin again (TLS 1.2 and older)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Alert
from s_server.explain.agreement import given
from s_server.explain.numbers import Sign
from s_server.explain.row import Row

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence

RENEGOTIATION_INFO = 0xFF01  # RFC 5746


def _unsafe(evidence: Evidence) -> list[str] | None:
    hello = evidence.hello
    if not _has_refused(evidence) or hello is None:
        return None
    if RENEGOTIATION_INFO in hello or hello.has_renegotiation_scsv:
        return None
    return [
        "the client renegotiates in the old unsafe way, without RFC 5746, which this "
        "server refuses with alert no_renegotiation (100)",
        "here: -legacy_renegotiation with -client_renegotiation, if you trust the "
        "network",
        "client: use a newer one",
    ]


def _refused(evidence: Evidence) -> list[str] | None:
    if not _has_refused(evidence):
        return None
    options = given(evidence, "no_renegotiation")
    here = f"leave {options} out" if options else "-client_renegotiation"
    return [
        "the client asks to renegotiate, which this server refuses with alert "
        "no_renegotiation (100)",
        f"here: {here}",
        "client: do not renegotiate, or use TLS 1.3, which has no need of it",
    ]


def _has_refused(evidence: Evidence) -> bool:
    last = evidence.last(Alert)
    if evidence.failure is None and (last is None or not last.sent):
        # Another alert than the one that is asked about.
        return False
    return Sign.NO_RENEGOTIATION in evidence.sent


def _declined(evidence: Evidence) -> list[str] | None:
    if Sign.NO_RENEGOTIATION not in evidence.received:
        return None
    # OpenSSL goes on with no client that refuses, though RFC 5246 7.2.2 has it so.
    return [
        "this server asked to renegotiate, which the client refused with alert "
        "no_renegotiation (100)",
        "client: let it allow renegotiation",
    ]


ROWS = (
    Row(
        cause="unsafe_renegotiation",
        when="The client renegotiated without RFC 5746.",
        words=_unsafe,
        example=(
            "the client renegotiates in the old unsafe way, without RFC 5746, which "
            "this server refuses with alert no_renegotiation (100)",
            "here: -legacy_renegotiation with -client_renegotiation, if you trust the "
            "network",
            "client: use a newer one",
        ),
        after=(Alert, None),
    ),
    Row(
        cause="renegotiation_refused",
        when="The client asked for a renegotiation, and we do not allow it.",
        words=_refused,
        example=(
            "the client asks to renegotiate, which this server refuses with alert "
            "no_renegotiation (100)",
            "here: -client_renegotiation",
            "client: do not renegotiate, or use TLS 1.3, which has no need of it",
        ),
        after=(Alert, None),
    ),
    Row(
        cause="renegotiation_declined",
        when="We asked for a renegotiation, and the client does not want one.",
        words=_declined,
        example=(
            "this server asked to renegotiate, which the client refused with alert "
            "no_renegotiation (100)",
            "client: let it allow renegotiation",
        ),
    ),
)
