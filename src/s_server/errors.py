"""What can go wrong, by whose fault.

    SServerError
    ├── UsageError         the command line or configuration contradicts itself
    ├── UnsupportedError   this OpenSSL cannot do it
    ├── LoadError          a named file could not be read or understood
    ├── ListenError        an address could not be listened on
    ├── FetchError         something could not be had over the network
    ├── LibraryError       OpenSSL failed; holds its whole error queue
    ├── PeerError          the client broke the protocol or left
    └── WireError          bytes from the network are not what they should be

Only the command prints errors and exits.  A message says what failed and why, in
lower case and without a full stop; each hint says what to do instead.
"""

from __future__ import annotations

from s_server.frozen import Frozen


class SServerError(Exception):
    """Base of every error that this package raises on purpose."""

    def __init__(self, message: str, *, hints: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hints = hints


class UsageError(SServerError):
    """The command line or the configuration contradicts itself.

    With ``bare`` the message is printed without the program's name before it, and
    with ``see_help`` the pointer to ``-help`` follows: scripts know both from the
    C program.
    """

    def __init__(
        self,
        message: str,
        *,
        bare: bool = False,
        see_help: bool = False,
        hints: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, hints=hints)
        self.bare = bare
        self.see_help = see_help


class UnsupportedError(SServerError):
    """The loaded OpenSSL, or this release of ours, cannot do what was asked."""


class LoadError(SServerError):
    """A named file could not be read or understood."""


class ListenError(SServerError):
    """An address could not be resolved, bound or listened on."""


class FetchError(SServerError):
    """Something that a connection needs could not be fetched in time, or at all."""


class QueueEntry(Frozen):
    """One entry of OpenSSL's error queue (ERR_get_error_all(3)).

    Names and texts differ from release to release; the numbers of a library and of a
    reason in it do not, ``code`` packs them differently.
    """

    code: int
    library: str
    function: str
    reason: str
    file: str
    line: int
    data: str
    library_number: int = 0
    reason_number: int = 0


class LibraryError(SServerError):
    """OpenSSL failed; ``queue`` is its whole error queue, oldest first."""

    def __init__(
        self,
        message: str,
        *,
        queue: tuple[QueueEntry, ...] = (),
        hints: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, hints=hints)
        self.queue = queue

    @property
    def reasons(self) -> str:
        """The distinct reasons in the queue, joined for a one-line message."""
        words = dict.fromkeys(e.reason for e in self.queue if e.reason)
        return ", ".join(words)


class PeerError(SServerError):
    """The client broke the protocol, was refused, or left."""

    def __init__(self, message: str, *, queue: tuple[QueueEntry, ...] = ()) -> None:
        super().__init__(message)
        self.queue = queue


class WireError(SServerError):
    """Bytes from the network are not the structure that they should be.

    The one error of ``wire``: whatever a peer sends, decoding raises nothing else.
    """
