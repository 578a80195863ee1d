"""Sessions in a store that machines share.

libssl hands each new session out and asks for each that a client names: session ids up
to TLS 1.2, and the tickets of TLS 1.3 where those are mere names ("stateful").  That
they are with -no_ticket, and wherever libssl refuses replayed early data.

Three things differ from a store within the process (sessions.py):

- libssl refuses a replay by taking the session out of its own cache: early data is
  accepted from whoever takes it out first (SSL_CTX_set_max_early_data(3), RFC 8446
  8.1).  So what comes from the store must get into that cache, which is why the mode
  lacks NO_INTERNAL_STORE.  It is never looked up there: what another machine has used
  up would still be found.
- A session that may be used once is taken and removed in one step, so that only one
  machine ever gets it.
- There is no callback for removal.  libssl calls it for the mere overflow of its cache
  too, and may hold the context's lock: it could neither wait for a store nor tell why
  it was called.  Sessions leave the store when they are used up, or expire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from s_server.events import SessionLookedUp, SessionStored
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import SessionCache, SslOption, Version
from s_server.libssl.ffi import ffi
from s_server.libssl.load import current
from s_server.libssl.sessions import decoded, encoded, identifier_of

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, SSL_SESSION, CData
    from s_server.libssl.context import Context

ROOM = 1024
"""Sessions in libssl's own cache.

Each need be there only between being found and being taken out, but new ones are put
there too.
"""


class SharedStore(Protocol):
    """Keeps sessions for several machines; called on any thread, it raises nothing.

    With ``-async`` it is called on a small stack (callbacks.Talker).
    """

    def put(self, identifier: bytes, session: bytes, seconds: int) -> bool:
        """Keep a session for so long; answers whether it is kept."""

    def get(self, identifier: bytes, *, once: bool) -> bytes | None:
        """Answer a session, or None; with ``once`` nobody else gets it."""


def share_in(context: Context, store: SharedStore) -> None:
    """Keep the sessions of this context in ``store``."""
    functions = context.library.functions
    context.shared_store = store
    context.set_session_cache_mode(
        SessionCache.SERVER | SessionCache.NO_INTERNAL_LOOKUP
    )
    context.set_session_cache_size(ROOM)
    functions.SSL_CTX_sess_set_new_cb(context.pointer, _on_new)
    functions.SSL_CTX_sess_set_get_cb(context.pointer, _on_get)


def _refuses_replays(ssl: SSL) -> bool:
    """Whether libssl takes each session of TLS 1.3 but once."""
    functions = current().functions
    return (
        functions.SSL_version(ssl) == Version.TLS1_3
        and functions.SSL_get_max_early_data(ssl) > 0
        and not functions.SSL_get_options(ssl) & SslOption.NO_ANTI_REPLAY
    )


def _is_looked_up(ssl: SSL) -> bool:
    """Whether the client will name the session, and not bring it in its ticket.

    libssl tells of sessions with self-contained tickets too, but in TLS 1.3 alone:
    before it they have no id, and are not told of.
    """
    functions = current().functions
    return (
        functions.SSL_version(ssl) != Version.TLS1_3
        or _refuses_replays(ssl)
        or bool(functions.SSL_get_options(ssl) & SslOption.NO_TICKET)
    )


@ffi.callback("s_server_new_session_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_new(ssl: SSL, session: SSL_SESSION) -> int:
    """Store a session; 0, as it stays OpenSSL's."""
    connection = connection_of(ssl)
    store = None if connection is None else connection.context.shared_store
    if connection is None or store is None:
        return 0

    def keep() -> int:
        if _is_looked_up(ssl):
            seconds = max(1, current().functions.SSL_SESSION_get_timeout(session))
            if store.put(identifier_of(session), encoded(session), seconds):
                connection.note(SessionStored)
        return 0

    return guarded(connection, keep, 0)


@ffi.callback("s_server_get_session_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_get(ssl: SSL, identifier: CData, size: int, copy: CData) -> SSL_SESSION:
    """Look a session up; OpenSSL owns what is answered."""
    copy[0] = 0
    connection = connection_of(ssl)
    store = None if connection is None else connection.context.shared_store
    if connection is None or store is None:
        return ffi.NULL  # type: ignore[no-any-return]  # cffi is untyped here

    def look() -> SSL_SESSION | None:
        name = bytes(ffi.buffer(identifier, size))
        found = store.get(name, once=_refuses_replays(ssl))
        session = None if found is None else _readable(found)
        connection.note(SessionLookedUp, found=session is not None)
        return session

    return guarded(connection, look, None) or ffi.NULL


def _readable(der: bytes) -> SSL_SESSION | None:
    """Answer the session, or None where another OpenSSL wrote it in a own way."""
    session = decoded(der)
    if session:
        return session
    # Else the handshake, which goes on, would be taken for one that failed.
    current().functions.ERR_clear_error()
    return None
