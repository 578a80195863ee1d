"""Application protocols, by ALPN and by NPN."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s_server.config import Alpn, Npn
    from s_server.libssl.context import Context


def apply(context: Context, alpn: Alpn, npn: Npn) -> None:
    """Choose among the protocols of -alpn, and advertise those of -nextprotoneg."""
    if not (alpn.protocols or npn.protocols):
        return
    from s_server.libssl import alpn as door  # noqa: PLC0415 - seldom needed

    if npn.protocols:
        context.advertised = door.wire_form(npn.protocols)
        door.advertise_protocols(context)
    if alpn.protocols:
        context.protocols = alpn.protocols
        door.choose_protocols(context)
