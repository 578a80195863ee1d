"""Choosing an application protocol, by ALPN and by its forerunner NPN.

With ALPN the server chooses (RFC 7301); with NPN it tells what it speaks, and the
client answers with its choice.  Both callbacks look at the context that the
connection began with, so that a switch to another server name changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import AlpnOffered, AlpnSelected
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import ExtensionAnswer
from s_server.libssl.ffi import ffi
from s_server.libssl.load import Release

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.callbacks import Talker
    from s_server.libssl.context import Context


def choose_protocols(context: Context) -> None:
    """Have connections of this context choose among ``protocols`` of their first."""
    functions = context.library.functions
    functions.SSL_CTX_set_alpn_select_cb(context.pointer, _on_offer, ffi.NULL)


def advertise_protocols(context: Context) -> None:
    """Have connections of this context tell what is ``advertised`` by their first."""
    functions = context.library.functions
    functions.SSL_CTX_set_next_protos_advertised_cb(
        context.pointer, _on_advertise, ffi.NULL
    )


def wire_form(protocols: tuple[bytes, ...]) -> CData:
    """Answer the list as it is sent, each name after its length; C may keep it."""
    return ffi.new(
        "unsigned char[]", b"".join(bytes([len(name)]) + name for name in protocols)
    )


@ffi.callback("s_server_alpn_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_offer(
    ssl: SSL, chosen: CData, size: CData, offer: CData, length: int, _: CData
) -> int:
    """Choose the first of ours that the client offers (SSL_CTX_set_alpn_select_cb)."""
    connection = connection_of(ssl)
    if connection is None:
        return ExtensionAnswer.ALERT_FATAL

    def answer() -> ExtensionAnswer:
        places = _places(bytes(ffi.buffer(offer, length)))
        connection.note(AlpnOffered, protocols=tuple(places))
        for name in connection.context.protocols:
            if name in places:
                # The choice may lie in the offer: C copies it at once.
                chosen[0] = offer + places[name]
                size[0] = len(name)
                connection.note(AlpnSelected, protocol=name)
                return ExtensionAnswer.OK
        return _no_overlap(connection)

    return guarded(connection, answer, ExtensionAnswer.ALERT_FATAL)


def _no_overlap(connection: Talker) -> ExtensionAnswer:
    """In 1.1.1 the C program goes on without a protocol; RFC 7301 3.2 has it end."""
    if connection.context.library.release < Release.V3_0:
        return ExtensionAnswer.NOACK
    return ExtensionAnswer.ALERT_FATAL


def _places(offer: bytes) -> dict[bytes, int]:
    """Answer each name in an offer and where it begins; libssl has checked its form."""
    places: dict[bytes, int] = {}
    start = 0
    while start < len(offer):
        end = start + 1 + offer[start]
        places.setdefault(offer[start + 1 : end], start + 1)
        start = end
    return places


@ffi.callback("s_server_npn_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_advertise(ssl: SSL, list_: CData, size: CData, _: CData) -> int:
    """Answer our protocols (SSL_CTX_set_next_protos_advertised_cb)."""
    connection = connection_of(ssl)
    if connection is None or connection.context.advertised is None:
        return ExtensionAnswer.NOACK
    list_[0] = connection.context.advertised
    # Made from bytes it ends with a zero, which is not sent.
    size[0] = len(connection.context.advertised) - 1
    return ExtensionAnswer.OK
