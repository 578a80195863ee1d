"""What happens to the server's own certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events.base import ConnectionEvent, Event

if TYPE_CHECKING:
    from s_server.events.facts import CertificateFacts


class ChainChecked(ConnectionEvent):
    """A certificate of -xcert was held against what the client can take.

    ``number`` counts them from 1 in each handshake; ``checks`` are the bits that
    SSL_check_chain(3) answers; ``suite_b`` says that this profile was asked for.
    """

    number: int
    certificate: CertificateFacts
    checks: int
    suite_b: bool


class CertificatesCompressed(Event):
    """The certificates were to be compressed, and whether they are (RFC 8879)."""

    done: bool
