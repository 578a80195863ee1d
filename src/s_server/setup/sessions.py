"""How sessions are kept and told apart."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.events import IdPrefixSet, Warned
from s_server.libssl.constants import Version

if TYPE_CHECKING:
    from s_server.config import Sessions
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.sessions.memory import MemoryStore

CACHE_SIZE = 128
CONTEXT_LIMIT = 32  # SSL_MAX_SID_CTX_LENGTH


def apply(
    context: Context, sessions: Sessions, bus: Bus, store: MemoryStore | None
) -> None:
    """Set where sessions are kept, and what names them; raises UsageError.

    With ``-ext_cache`` that is ``store``, which contexts share.
    """
    if sessions.id_prefix is not None:
        _begin_identifiers(context, sessions.id_prefix, bus)
    if sessions.no_cache:
        context.keep_no_sessions()
    elif store is not None:
        from s_server.libssl.sessions import keep_in  # noqa: PLC0415 - when used

        keep_in(context, store)
    else:
        context.set_session_cache_size(CACHE_SIZE)
    if sessions.no_resume_ephemeral:
        _refuse_ephemeral(context, bus)
    _name(context, sessions.context)


def make_store(sessions: Sessions) -> MemoryStore | None:
    """Answer where ``-ext_cache`` keeps sessions; None where OpenSSL does."""
    if not sessions.external_cache or sessions.no_cache:
        return None
    from s_server.sessions.memory import MemoryStore  # noqa: PLC0415 - when used

    return MemoryStore()


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


def _name(context: Context, name: str | None) -> None:
    if name is None:
        # The C program's default is an int with the value 1 (behaviour.md 0.3).
        context.set_session_context((1).to_bytes(4, sys.byteorder))
        return
    written = os.fsencode(name)
    if len(written) > CONTEXT_LIMIT:
        raise UsageError(
            f"option -context takes at most {CONTEXT_LIMIT} bytes, not {len(written)}"
        )
    context.set_session_context(written)
