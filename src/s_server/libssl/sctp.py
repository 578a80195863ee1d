"""DTLS over SCTP (RFC 6083): every record is a message, and none is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UnsupportedError
from s_server.libssl.constants import (
    SOCKET_BIO_NOCLOSE,
    BioCtrl,
    DtlsCtrl,
    SslMode,
    SslOption,
)
from s_server.libssl.ffi import ffi
from s_server.libssl.tls import Outcome, Tls

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl._library import BIO
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

_MOST_WAITS = 16

LARGEST_RECORD = 16384
"""Bytes of data that fit into one record."""


class SctpTls(Tls):
    """The server's side of a DTLS connection over an association.

    ``mtu`` is the link's in bytes, None to leave it to SCTP, which cuts messages up by
    itself.  Raises UnsupportedError where the client's SCTP authenticates nothing, or
    ours has been told so since the server began.
    """

    def __init__(
        self,
        context: Context,
        descriptor: int,
        *,
        peer: bytes = b"",
        tell: Callable[..., object] | None = None,
        mtu: int | None = None,
    ) -> None:
        super().__init__(context, None, peer=peer, tell=tell)
        functions = self._functions
        bio = _made(self.library, descriptor)
        if not bio:
            self.close()
            raise UnsupportedError(
                "one side of its association does not authenticate chunks (RFC 4895), "
                "so DTLS cannot begin"
            )
        if mtu is None:
            functions.BIO_ctrl(bio, BioCtrl.DGRAM_MTU_DISCOVER, 0, ffi.NULL)
        else:
            functions.SSL_set_options(self.pointer, SslOption.NO_QUERY_MTU)
            functions.SSL_ctrl(self.pointer, DtlsCtrl.SET_LINK_MTU, mtu, ffi.NULL)
        self._attach(bio)
        self._waits = 0

    def shutdown(self) -> Outcome:
        """Send close_notify once all is acknowledged that was sent before it.

        Else it would be lost with what SCTP throws away at its end (RFC 6083 section
        4.7).  Asked earlier, libssl would begin with the record and not finish it.
        """
        if self._is_dry():
            return super().shutdown()
        self._waits += 1
        return Outcome.WANT_READ

    def _is_dry(self) -> bool:
        """Whether nothing is on its way, or nobody will tell; drops data meanwhile.

        SCTP tells of it among the data that come, so those must be out of the way.
        """
        self._functions.ERR_clear_error()
        answer = self._functions.BIO_dgram_sctp_wait_for_dry(self._bio)
        if answer != 0 or self._waits >= _MOST_WAITS:
            return True
        outcome = Outcome.DONE
        for _ in range(_MOST_WAITS):
            if outcome is Outcome.DONE:
                outcome, _ = self.read()
        return outcome is Outcome.FAILED


def prepare(library: Library, descriptor: int) -> None:
    """Have a listening socket's associations authenticate what DTLS sends.

    Both sides agree on that when an association begins (RFC 6083 section 4.4), so it
    is too late for a socket that was accepted.  Raises UnsupportedError.
    """
    bio = _made(library, descriptor)
    if not bio:
        raise UnsupportedError(
            "option -sctp needs authenticated SCTP (RFC 4895), which this system has "
            "turned off",
            hints=("turn it on: sysctl net.sctp.auth_enable=1",),
        )
    library.functions.BIO_free(bio)


def _made(library: Library, descriptor: int) -> BIO:
    """Answer a BIO on SCTP, or NULL where chunks are not authenticated."""
    functions = library.functions
    functions.ERR_clear_error()
    bio = functions.BIO_new_dgram_sctp(descriptor, SOCKET_BIO_NOCLOSE)
    functions.ERR_clear_error()
    return bio


def derive_as_before(context: Context) -> None:
    """Derive the keys of SCTP's authentication as older releases did.

    They counted the label's last byte, which is no part of it (SSL_CTX_set_mode(3)).
    """
    context.set_mode(SslMode.DTLS_SCTP_LABEL_LENGTH_BUG)
