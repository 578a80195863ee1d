"""How the status of our certificates was got for a client (RFC 6066 section 8)."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from s_server.events.base import ConnectionEvent


class OcspResponse(Protocol):
    """A response of an OCSP responder (RFC 6960)."""

    @property
    def octets(self) -> bytes:
        """The response in DER."""

    @property
    def text(self) -> bytes:
        """The response in words, as OpenSSL prints it."""


class StatusProblem(Enum):
    """Why there is no response for a certificate."""

    NO_RESPONDER = "neither the certificate nor an option names a responder"
    BAD_ADDRESS = "the address in the certificate is none"
    NO_ISSUER = "the certificate's issuer is not known"
    NO_ANSWER = "the responder was asked in vain"
    NO_FILE = "the file cannot be read"
    BAD_FILE = "the file holds no response"


class StatusAsked(ConnectionEvent):
    """The client asks for the status of our certificate."""


class ResponderNamed(ConnectionEvent):
    """One of our certificates names this responder."""

    url: str


class StatusMissing(ConnectionEvent):
    """There is no response for a certificate; where it was looked for, and why."""

    problem: StatusProblem
    place: str = ""
    reason: str = ""


class StatusStapled(ConnectionEvent):
    """The responses for our certificate and for those after it; None is none."""

    responses: tuple[OcspResponse | None, ...]
