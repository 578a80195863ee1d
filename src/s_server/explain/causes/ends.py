"""Clients that left, or fell silent."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from s_server.events import Cause, Stage
from s_server.explain.agreement import has_left
from s_server.explain.row import Row
from s_server.wire.codes import HandshakeType

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence

_RESETS = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}
# Our messages by type, after which we wait for the client (RFC 8446 2, RFC 5246 7.3).
_ANSWERS = {
    # Whatever else follows a ServerHello follows at once.
    2: "we asked for another key (hello_retry_request)",
    14: "our certificate",
    20: "our certificate",
}


def _stage(evidence: Evidence) -> str:
    """Say when it was, as the end of a sentence."""
    end = evidence.end
    if end.stage is Stage.DATA:
        return "after the handshake"
    if not end.size:
        return "before it sent anything"
    if evidence.hello is None:
        return f"in the middle of its ClientHello, after {end.size} bytes"
    assert end.last_message is not None, "a ClientHello was one"
    return f"in the handshake, after {_message(*end.last_message)}"


def _message(sent: bool, kind: int) -> str:  # noqa: FBT001 - as it is kept
    if not sent:
        return f"its {HandshakeType(kind).label}"
    return _ANSWERS.get(kind) or f"our {HandshakeType(kind).label}"


def _closed(evidence: Evidence) -> list[str] | None:
    end = evidence.end
    if not has_left(evidence):
        return None
    if end.stage is Stage.DATA:
        return [
            "the client closed the connection without TLS's close_notify",
            "what it sent may have been cut short; many clients end so all the same",
            "here: -ignore_unexpected_eof takes it for an ordinary end",
        ]
    lines = [f"the client closed the connection {_stage(evidence)}"]
    if not end.size:
        lines.append("a port scan or health check does so, or a client that gave up")
    elif "certificate" in lines[0]:
        lines.append("client: it said no reason: see whether it trusts our certificate")
    return lines


def _reset(evidence: Evidence) -> list[str] | None:
    end = evidence.end
    if end.cause is not Cause.PROTOCOL or end.system_error not in _RESETS:
        return None
    return [
        f"the connection was reset {_stage(evidence)}",
        "client: it ended at once or crashed, or a firewall between us ended it",
    ]


def _silent(evidence: Evidence) -> list[str] | None:
    end = evidence.end
    if end.cause is not Cause.TIMED_OUT:
        return None
    if end.stage is Stage.DATA:
        return [
            f"the client was silent for {evidence.config.idle_limit} s after the "
            "handshake; this server ended it",
            "here: -idle_timeout with more seconds, or 0 for no limit",
        ]
    lines = [
        f"the handshake took longer than {evidence.config.handshake_limit} s; "
        f"the client fell silent {_stage(evidence)}",
    ]
    if not end.size:
        lines.append(
            "client: one that waits for a greeting (SMTP, IMAP, FTP) speaks no TLS yet"
        )
    lines.append("here: -handshake_timeout with more seconds, or 0 for no limit")
    return lines


ROWS = (
    Row(
        cause="timed_out",
        when="The client fell silent for longer than is allowed; it is said when.",
        words=_silent,
        example=(
            "the handshake took longer than 1 s; the client fell silent before it "
            "sent anything",
            "client: one that waits for a greeting (SMTP, IMAP, FTP) speaks no TLS yet",
            "here: -handshake_timeout with more seconds, or 0 for no limit",
        ),
    ),
    Row(
        cause="reset",
        when="The TCP connection was reset; it is said when.",
        words=_reset,
        example=(
            "the connection was reset in the middle of its ClientHello, after 3 bytes",
            "client: it ended at once or crashed, or a firewall between us ended it",
        ),
    ),
    Row(
        cause="client_closed",
        when="The client closed the connection without a word; it is said when.",
        words=_closed,
        example=(
            "the client closed the connection before it sent anything",
            "a port scan or health check does so, or a client that gave up",
        ),
    ),
)
