"""What came up while a client's certificate was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events.base import ConnectionEvent, Event
from s_server.frozen import Frozen

if TYPE_CHECKING:
    from s_server.events.facts import CertificateFacts


class CertificateAsked(Event):
    """An option says that clients are asked for a certificate, at the start."""

    depth: int
    required: bool


class PolicyReport(Frozen):
    """The policies that a chain is valid for, as OpenSSL prints them; None is none.

    ``explicit`` tells whether one was demanded (RFC 5280 section 6.1).
    """

    explicit: bool
    authority: bytes | None
    user: bytes | None


class VerifyStep(ConnectionEvent):
    """The library has looked at one certificate of the chain; 0 is the client's.

    ``found`` is its judgement: 0 is bad, 1 good, 2 the result on policies.
    ``error`` is the last error of this chain, so it may be an earlier one's, and
    ``answer`` what is done: 0 refuses the client.
    A certificate is ``revoked_since`` a time, as OpenSSL writes it, ``revoked_for`` a
    reason where its list has one (CRLReason, RFC 5280 section 5.3.1).
    """

    depth: int
    certificate: CertificateFacts | None
    found: int
    error: int
    words: str
    answer: int
    policies: PolicyReport | None
    revoked_since: str | None = None
    revoked_for: int | None = None
