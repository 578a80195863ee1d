"""What is left to say where nothing better is known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.explain.row import Row
from s_server.explain.words import alert, listed

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence


def _client(evidence: Evidence) -> list[str] | None:
    if not evidence.received:
        return None
    return [
        f"the client ended it with alert {alert(evidence.received[-1])}",
        "client: its own log should say more",
    ]


def _server(evidence: Evidence) -> list[str] | None:
    if not evidence.sent:
        return None
    return [
        f"this server ended it with alert {alert(evidence.sent[-1])}",
        f"OpenSSL says: {_said(evidence)}",
    ]


def _unknown(evidence: Evidence) -> list[str] | None:
    return [
        f"the connection failed ({evidence.end.stage.value}: "
        f"{evidence.end.cause.value}), and nothing here knows why",
        f"OpenSSL says: {_said(evidence)}",
    ]


def _said(evidence: Evidence) -> str:
    reasons = dict.fromkeys(e.reason for e in evidence.end.queue if e.reason)
    if not reasons and evidence.end.system_error:
        return os.strerror(evidence.end.system_error)
    return listed(reasons) if reasons else "nothing"


ROWS = (
    Row(
        cause="client_alert",
        when="The client ended it with an alert that tells nothing more.",
        words=_client,
        example=(
            "the client ended it with alert internal_error (80)",
            "client: its own log should say more",
        ),
    ),
    Row(
        cause="server_alert",
        when="We ended it with an alert, for a reason that has no words here yet.",
        words=_server,
        example=(
            "this server ended it with alert decode_error (50)",
            "OpenSSL says: length mismatch",
        ),
    ),
    Row(
        cause="unknown",
        when="None of these.",
        words=_unknown,
        example=(
            "the connection failed (handshake: stopped), and nothing here knows why",
            "OpenSSL says: nothing",
        ),
    ),
)
