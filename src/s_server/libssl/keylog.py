"""The secrets of connections, for those who decrypt a capture (Wireshark)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import KeyLogFailed
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.context import Context


def report_secrets(context: Context) -> None:
    """Have connections of this context hand secrets to their first's log_secret."""
    functions = context.library.functions
    functions.SSL_CTX_set_keylog_callback(context.pointer, _on_secret)


@ffi.callback("s_server_keylog_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_secret(ssl: SSL, line: CData) -> None:
    """Keep a line of a key log (SSL_CTX_set_keylog_callback(3)).

    It is written here and not told as an event: it must be in the file before
    anything that it decrypts is on the wire.
    """
    connection = connection_of(ssl)
    if connection is None:
        return
    log_secret = connection.context.log_secret

    def keep() -> None:
        problem = log_secret(ffi.string(line)) if log_secret is not None else None
        if problem is not None:
            connection.note(KeyLogFailed, problem=problem)

    guarded(connection, keep, None)
