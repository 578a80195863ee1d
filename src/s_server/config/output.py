"""What connections do, and what is printed and written of it."""

from __future__ import annotations

from enum import StrEnum

from s_server.frozen import Frozen


class Web(StrEnum):
    """How the web modes answer a GET."""

    STATUS_PAGE = "www"
    FILES = "WWW"
    RAW_FILES = "HTTP"


class Mode(Frozen):
    """What a connection does after its handshake."""

    web: Web | None = None
    reverse: bool = False
    binary_files: bool = False
    sendfile: bool = False
    zerocopy: bool = False
    crlf: bool = False
    ignore_end_of_input: bool | None = None
    unresponsive: bool = False
    truncate: bool = False


class Output(Frozen):
    """What is printed; ``json`` is the file that events go to as JSON, or ``-``.

    Without ``explain`` failures are explained to a terminal.
    """

    quiet: bool = False
    brief: bool = False
    explain: bool | None = None
    json: str | None = None


class Export(Frozen):
    """Keying material to print (RFC 5705): its label, and how many bytes."""

    label: str | None = None
    length: int = 20


class KeyLog(Frozen):
    """The file that the TLS secrets are appended to."""

    file: str | None = None


class SecurityShown(StrEnum):
    """Which questions to the security level are told of."""

    REFUSED = "refused"
    ALL = "all"


class MessagesShown(StrEnum):
    """How the protocol's messages are printed."""

    DUMPED = "dumped"
    DECODED = "decoded"


class Trace(Frozen):
    """What is told of the library's doings.

    ``messages`` go to ``file`` instead of standard output, if one is named.
    ``client_hello`` shows the client's offer beside what was agreed on.
    """

    security: SecurityShown | None = None
    messages: MessagesShown | None = None
    file: str | None = None
    traffic: bool = False
    states: bool = False
    extensions: bool = False
    client_hello: bool = False

    @property
    def is_told(self) -> bool:
        """Whether anything is told of connections."""
        messages = self.messages is not None
        return messages or self.traffic or self.states or self.extensions
