"""DTLS: cookies, and sizes that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UnsupportedError, UsageError

if TYPE_CHECKING:
    from s_server.config import Dtls
    from s_server.libssl.context import Context


def apply(context: Context, dtls: Dtls) -> None:
    """Have clients prove their address; raises UsageError and UnsupportedError."""
    if not dtls.is_on:
        return
    if dtls.sctp or dtls.sctp_label_bug:
        # Reached only with a library that has SCTP: no distribution's is known to us,
        # and what could not be tried is not claimed.
        raise UnsupportedError(
            "DTLS over SCTP is not supported: there was no OpenSSL to try it with"
        )
    # Imported where used: it brings hashlib, and more.
    from s_server.libssl.datagram import (  # noqa: PLC0415 - see above
        ask_for_cookies,
        smallest_mtu,
    )
    from s_server.setup.cookies import Secrets  # noqa: PLC0415 - see above

    ask_for_cookies(context, Secrets(), listens=dtls.listen)
    if dtls.mtu is not None and dtls.mtu < (least := smallest_mtu(context)):
        # The C program says this when a client comes, and ends with status 0.
        raise UsageError(f"MTU too small. Must be at least {least}", bare=True)
