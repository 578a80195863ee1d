"""What connections do, and what is printed and written of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Web(StrEnum):
    """How the web modes answer a GET."""

    STATUS_PAGE = "www"
    FILES = "WWW"
    RAW_FILES = "HTTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What a connection does after its handshake."""

    web: Web | None = None
    reverse: bool = False
    binary_files: bool = False
    sendfile: bool = False
    crlf: bool = False
    ignore_end_of_input: bool | None = None
    unresponsive: bool = False
    truncate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What is printed; ``json`` is the file that events go to as JSON, or ``-``.

    Without ``explain`` failures are explained to a terminal.
    """

    quiet: bool = False
    brief: bool = False
    explain: bool | None = None
    json: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Keying material to print (RFC 5705): its label, and how many bytes."""

    label: str | None = None
    length: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLog:
    """The file that the TLS secrets are appended to."""

    file: str | None = None


class SecurityShown(StrEnum):
    """Which questions to the security level are told of."""

    REFUSED = "refused"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is told of the library's doings."""

    security: SecurityShown | None = None
