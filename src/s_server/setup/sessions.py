"""How sessions are kept and told apart."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from s_server.errors import UsageError

if TYPE_CHECKING:
    from s_server.config import Sessions
    from s_server.libssl.context import Context

CACHE_SIZE = 128
CONTEXT_LIMIT = 32  # SSL_MAX_SID_CTX_LENGTH


def apply(context: Context, sessions: Sessions) -> None:
    """Set the cache's size and the session id context; raises UsageError."""
    context.set_session_cache_size(CACHE_SIZE)
    if sessions.context is None:
        # The C program's default is an int with the value 1 (behaviour.md 0.3).
        context.set_session_context((1).to_bytes(4, sys.byteorder))
        return
    name = os.fsencode(sessions.context)
    if len(name) > CONTEXT_LIMIT:
        raise UsageError(
            f"option -context takes at most {CONTEXT_LIMIT} bytes, not {len(name)}"
        )
    context.set_session_context(name)
