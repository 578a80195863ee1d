"""DTLS: cookies, and sizes that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import UsageError

if TYPE_CHECKING:
    from s_server.config import Dtls
    from s_server.libssl.context import Context


def apply(context: Context, dtls: Dtls) -> None:
    """Have clients prove their address; raises UsageError."""
    if not dtls.is_on:
        return
    # Imported where used: it brings hashlib, and more.
    from s_server.libssl.datagram import (  # noqa: PLC0415 - see above
        ask_for_cookies,
        smallest_mtu,
    )
    from s_server.setup.cookies import Secrets  # noqa: PLC0415 - see above

    if dtls.over_udp:
        ask_for_cookies(context, Secrets(), listens=dtls.listen)
    if dtls.sctp_label_bug:
        _use_old_label(context)
    if dtls.mtu is not None and dtls.mtu < (least := smallest_mtu(context)):
        # The C program says this when a client comes, and ends with status 0.
        raise UsageError(f"MTU too small. Must be at least {least}", bare=True)


def _use_old_label(context: Context) -> None:
    from s_server.libssl.sctp import derive_as_before  # noqa: PLC0415 - seldom asked for

    derive_as_before(context)
