"""Sessions kept outside of OpenSSL, and how their identifiers are made.

See SSL_CTX_sess_set_get_cb(3) and SSL_CTX_set_generate_session_id(3).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from s_server.events import SessionLookedUp, SessionStored
from s_server.libssl.callbacks import (
    connection_of,
    dismiss,
    enlist,
    guarded,
    owner_of,
)
from s_server.libssl.constants import CryptoIndex, SessionCache
from s_server.libssl.ffi import ffi
from s_server.libssl.load import current

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, SSL_CTX, SSL_SESSION, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

ID_LIMIT = 32
"""Bytes of a session identifier (RFC 5246 7.4.1.2)."""

_ATTEMPTS = 10  # at an identifier that is not in use, as in the C program
_index: list[int] = []


class Store(Protocol):
    """Keeps sessions by identifier, both as bytes; called on any thread."""

    def put(self, identifier: bytes, session: bytes) -> None:
        """Keep a session."""

    def get(self, identifier: bytes) -> bytes | None:
        """Answer a session, or None."""

    def remove(self, identifier: bytes) -> None:
        """Forget a session; called under a lock of OpenSSL's, so without waiting."""


class Keeper:
    """What a context's callbacks need: its store, and how identifiers begin."""

    def __init__(self) -> None:
        self.problem: BaseException | None = None
        self.store: Store | None = None
        self.prefix = b""


def keeper_of(context: Context) -> Keeper:
    """Answer the context's keeper; it is made when first asked for."""
    functions = context.library.functions
    index = _context_index(context.library)
    known = functions.SSL_CTX_get_ex_data(context.pointer, index)
    if known:
        keeper = owner_of(known)
        assert isinstance(keeper, Keeper), "the keeper lives as long as the context"
        return keeper
    keeper = Keeper()
    number = enlist(keeper)
    functions.SSL_CTX_set_ex_data(context.pointer, index, number)
    context.when_closed(lambda: dismiss(number))
    return keeper


def keep_in(context: Context, store: Store) -> None:
    """Keep sessions in ``store`` instead of in OpenSSL's own cache."""
    functions = context.library.functions
    keeper_of(context).store = store
    inside = SessionCache.NO_INTERNAL_LOOKUP | SessionCache.NO_INTERNAL_STORE
    context.set_session_cache_mode(inside | SessionCache.SERVER)
    functions.SSL_CTX_sess_set_new_cb(context.pointer, _on_new)
    functions.SSL_CTX_sess_set_get_cb(context.pointer, _on_get)
    functions.SSL_CTX_sess_set_remove_cb(context.pointer, _on_remove)


def begin_identifiers(context: Context, prefix: bytes) -> None:
    """Have session identifiers begin with ``prefix``, up to TLS 1.2."""
    keeper_of(context).prefix = prefix[:ID_LIMIT]
    functions = context.library.functions
    functions.SSL_CTX_set_generate_session_id(context.pointer, _on_generate)


def resume_no_forward_secrecy(context: Context) -> None:
    """Resume no session whose keys were ephemeral, up to TLS 1.2."""
    functions = context.library.functions
    functions.SSL_CTX_set_not_resumable_session_callback(
        context.pointer, _on_not_resumable
    )


def _context_index(library: Library) -> int:
    if not _index:
        null = ffi.NULL
        _index.append(
            library.functions.CRYPTO_get_ex_new_index(
                CryptoIndex.SSL_CTX, 0, null, null, null, null
            )
        )
    return _index[0]


def _keeper(context: SSL_CTX) -> Keeper | None:
    found = owner_of(current().functions.SSL_CTX_get_ex_data(context, _index[0]))
    return found if isinstance(found, Keeper) else None


def _store(ssl: SSL) -> Store | None:
    keeper = _keeper(current().functions.SSL_get_SSL_CTX(ssl))
    return None if keeper is None else keeper.store


def identifier_of(session: SSL_SESSION) -> bytes:
    """Answer what a session is asked for by: its id, or that of its ticket."""
    size = ffi.new("unsigned int *")
    found = current().functions.SSL_SESSION_get_id(session, size)
    return bytes(ffi.buffer(found, size[0]))


def encoded(session: SSL_SESSION) -> bytes:
    """Answer a session as DER (i2d_SSL_SESSION(3)), with its keys in clear."""
    functions = current().functions
    room = ffi.new("unsigned char[]", functions.i2d_SSL_SESSION(session, ffi.NULL))
    place = ffi.new("unsigned char **", room)
    functions.i2d_SSL_SESSION(session, place)
    return bytes(ffi.buffer(room))


def decoded(der: bytes) -> SSL_SESSION:
    """Answer the session that this is, for C to free; NULL where it is none."""
    room = ffi.new("unsigned char[]", der)
    place = ffi.new("const unsigned char **", room)
    made: SSL_SESSION = current().functions.d2i_SSL_SESSION(ffi.NULL, place, len(der))
    return made


@ffi.callback("s_server_new_session_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_new(ssl: SSL, session: SSL_SESSION) -> int:
    """Store a session; 0, as it stays OpenSSL's."""
    connection, store = connection_of(ssl), _store(ssl)
    if connection is None or store is None:
        return 0

    def keep() -> int:
        store.put(identifier_of(session), encoded(session))
        connection.note(SessionStored)
        return 0

    return guarded(connection, keep, 0)


@ffi.callback("s_server_get_session_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_get(ssl: SSL, identifier: CData, size: int, copy: CData) -> SSL_SESSION:
    """Look a session up; OpenSSL owns what is answered."""
    copy[0] = 0
    connection, store = connection_of(ssl), _store(ssl)
    if connection is None or store is None:
        return ffi.NULL  # type: ignore[no-any-return]  # cffi is untyped here

    def look() -> SSL_SESSION | None:
        found = store.get(bytes(ffi.buffer(identifier, size)))
        connection.note(SessionLookedUp, found=found is not None)
        return None if found is None else decoded(found)

    return guarded(connection, look, None) or ffi.NULL


@ffi.callback("s_server_remove_session_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_remove(context: SSL_CTX, session: SSL_SESSION) -> None:
    """Forget a session; OpenSSL holds the context's lock meanwhile."""
    keeper = _keeper(context)
    if keeper is not None and (store := keeper.store) is not None:
        guarded(keeper, lambda: store.remove(identifier_of(session)), None)


@ffi.callback("s_server_generate_id_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_generate(ssl: SSL, room: CData, size: CData) -> int:
    """Make an identifier that nobody has yet; 0 is failure."""
    functions = current().functions
    keeper = _keeper(functions.SSL_get_SSL_CTX(ssl))
    if keeper is None:
        return 0

    def make() -> int:
        length = size[0]
        for _ in range(_ATTEMPTS):
            made = (keeper.prefix + os.urandom(length))[:length]
            ffi.memmove(room, made, length)
            if not functions.SSL_has_matching_session_id(ssl, room, length):
                return 1
        return 0

    return guarded(keeper, make, 0)


@ffi.callback("s_server_not_resumable_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def _on_not_resumable(_: SSL, is_forward_secure: int) -> int:
    return is_forward_secure
