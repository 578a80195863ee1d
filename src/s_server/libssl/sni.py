"""Server names: the name that a client asks for chooses the context (RFC 6066).

The callback changes the certificates of a connection, and the context in which
libssl looks things up; all else was copied when the connection began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import NameAsked
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import SERVER_NAME_HOST, ExtensionAnswer, SslCtrl
from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from s_server.libssl._library import SSL, CData
    from s_server.libssl.callbacks import Talker
    from s_server.libssl.context import Context


class Hosts:
    """Contexts by server name, in lower case; ``*`` is any one first label.

    With ``fatal`` a client that asks for another name is refused.
    """

    def __init__(self, contexts: Mapping[str, Context], *, fatal: bool) -> None:
        self.fatal = fatal
        self._contexts = {
            name.encode(errors="surrogateescape"): context
            for name, context in contexts.items()
        }

    def find(self, name: bytes) -> Context | None:
        """Answer the context of a name: its own, else that of its wildcard.

        A wildcard stands for one label, all of it (RFC 6125 section 6.4.3).
        """
        wanted = name.lower()
        label, dot, parent = wanted.partition(b".")
        exact = self._contexts.get(wanted)
        if exact is not None or not label or not dot:
            return exact
        return self._contexts.get(b"*." + parent)

    @property
    def contexts(self) -> tuple[Context, ...]:
        """Every context, in the order of the names."""
        return tuple(self._contexts.values())


def choose_by_name(context: Context) -> None:
    """Have connections of this context switch to one of its ``hosts``."""
    context.library.functions.SSL_CTX_callback_ctrl(
        context.pointer,
        SslCtrl.SET_TLSEXT_SERVERNAME_CB,
        ffi.cast("void (*)(void)", _on_name),
    )


@ffi.callback("s_server_name_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_name(ssl: SSL, _alert: CData, _: CData) -> int:
    """Switch to the context of the name (SSL_CTX_set_tlsext_servername_callback)."""
    connection = connection_of(ssl)
    if connection is None:
        return ExtensionAnswer.ALERT_FATAL
    return guarded(
        connection, lambda: _switch(connection, ssl), ExtensionAnswer.ALERT_FATAL
    )


def _switch(connection: Talker, ssl: SSL) -> ExtensionAnswer:
    context = connection.context
    functions = context.library.functions
    name = functions.SSL_get_servername(ssl, SERVER_NAME_HOST)
    if not name or context.hosts is None:
        return ExtensionAnswer.OK
    asked = ffi.string(name)
    found = context.hosts.find(asked)
    connection.note(NameAsked, name=asked, found=found is not None)
    if found is not None:
        functions.SSL_set_SSL_CTX(ssl, found.pointer)
        return ExtensionAnswer.OK
    if context.hosts.fatal:
        return ExtensionAnswer.ALERT_FATAL
    return ExtensionAnswer.ALERT_WARNING
