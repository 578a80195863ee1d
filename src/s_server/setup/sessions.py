"""How sessions are kept and told apart."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, cast

from s_server.errors import UnsupportedError, UsageError
from s_server.events import IdPrefixSet, Warned
from s_server.libssl.constants import Version

if TYPE_CHECKING:
    from s_server.config import Sessions
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.sessions.memory import MemoryStore
    from s_server.sessions.redis import RedisStore

    Store = MemoryStore | RedisStore

CACHE_SIZE = 128
CONTEXT_LIMIT = 32  # SSL_MAX_SID_CTX_LENGTH


def apply(context: Context, sessions: Sessions, bus: Bus, store: Store | None) -> None:
    """Set where sessions are kept, and what names them; raises UsageError.

    With ``-ext_cache`` or ``-session_store`` that is ``store``, which contexts share.
    """
    if sessions.id_prefix is not None:
        _begin_identifiers(context, sessions.id_prefix, bus)
    if sessions.no_cache:
        context.keep_no_sessions()
    elif sessions.store is not None and store is not None:
        from s_server.libssl.shared_sessions import share_in  # noqa: PLC0415 - when used

        share_in(context, cast("RedisStore", store))
    elif store is not None:
        from s_server.libssl.sessions import keep_in  # noqa: PLC0415 - when used

        keep_in(context, cast("MemoryStore", store))
    else:
        context.set_session_cache_size(CACHE_SIZE)
    if sessions.no_resume_ephemeral:
        _refuse_ephemeral(context, bus)
    context.set_session_context(context_name(sessions))


def make_store(sessions: Sessions, bus: Bus) -> Store | None:
    """Answer where sessions are kept; None where OpenSSL does.

    Raises UnsupportedError where a package is missing for that, and UsageError.
    """
    if sessions.store is not None:
        return _shared_store(sessions, sessions.store, bus)
    if not sessions.external_cache or sessions.no_cache:
        return None
    from s_server.sessions.memory import MemoryStore  # noqa: PLC0415 - when used

    return MemoryStore()


def _shared_store(sessions: Sessions, url: str, bus: Bus) -> RedisStore:
    try:
        from s_server.sessions.redis import RedisStore  # noqa: PLC0415 - needs an extra
    except ImportError as problem:
        raise UnsupportedError(
            "option -session_store needs the Python package redis, which cannot be "
            f"imported: {problem}",
            hints=("pip install 's-server[redis]'",),
        ) from problem
    store = RedisStore(url, context=context_name(sessions), report=bus.emit)
    store.check()
    return store


def _begin_identifiers(context: Context, prefix: str, bus: Bus) -> None:
    from s_server.libssl.sessions import ID_LIMIT, begin_identifiers  # noqa: PLC0415

    written = os.fsencode(prefix)
    begin_identifiers(context, written)
    bus.emit(IdPrefixSet(prefix=prefix, is_too_long=len(written) >= ID_LIMIT))
    if context.serves(Version.TLS1_3):
        bus.emit(Warned(message="TLS 1.3 has no session ids: -id_prefix is not for it"))


def _refuse_ephemeral(context: Context, bus: Bus) -> None:
    from s_server.libssl.sessions import resume_no_forward_secrecy  # noqa: PLC0415

    resume_no_forward_secrecy(context)
    if context.serves(Version.TLS1_3):
        bus.emit(Warned(message="TLS 1.3 resumes whatever -no_resume_ephemeral says"))


def context_name(sessions: Sessions) -> bytes:
    """Answer the session id context; raises UsageError where it is too long."""
    if sessions.context is None:
        # The C program's default is an int with the value 1 (behaviour.md 0.3).
        return (1).to_bytes(4, sys.byteorder)
    written = os.fsencode(sessions.context)
    if len(written) > CONTEXT_LIMIT:
        raise UsageError(
            f"option -context takes at most {CONTEXT_LIMIT} bytes, not {len(written)}"
        )
    return written
