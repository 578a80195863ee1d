"""Passwords that the server knows only verifiers of (SRP, RFC 5054).

libssl asks for a user's parameters while it reads the ClientHello.  The C program
hands it the address of a variable that is gone by then; here the callback finds its
connection, and through it the verifiers, by itself, and libssl keeps no pointer.
"""

from __future__ import annotations

import os
import threading
from enum import IntEnum
from typing import TYPE_CHECKING, cast

from s_server.errors import UsageError
from s_server.events import SrpLookup
from s_server.libssl._library import SRP_VBASE
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import AlertDescription
from s_server.libssl.ffi import ffi
from s_server.libssl.handle import Handle
from s_server.libssl.queue import drain, library_error

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.tls import Tls

_UNREADABLE = 3  # SRP_ERR_OPEN_FILE (openssl/srp.h)


class CallbackAnswer(IntEnum):
    """Answers of the SRP callback: SSL_ERROR_NONE, SSL3_AL_FATAL."""

    GOOD = 0
    FATAL = 2


class Verifiers(Handle[SRP_VBASE]):
    """The users of a verifier file, as ``openssl srp`` writes it.

    With a ``seed`` a user who is not there gets parameters that look like any
    other's, the same salt each time (RFC 5054 section 2.5.1.3).
    """

    def __init__(self, library: Library, path: str, seed: str | None) -> None:
        functions = library.functions
        functions.ERR_clear_error()
        pointer = functions.SRP_VBASE_new(
            ffi.NULL if seed is None else os.fsencode(seed)
        )
        if not pointer:
            raise library_error(library, "cannot keep SRP verifiers")
        super().__init__(pointer, functions.SRP_VBASE_free)
        self._library = library
        self._lock = threading.Lock()
        problem = functions.SRP_VBASE_init(pointer, os.fsencode(path))
        functions.ERR_clear_error()
        if problem:
            self.close()
            raise _unreadable(path, problem)

    def find(self, username: bytes) -> CData:
        """Answer a user's SRP_user_pwd, for the caller to free, or NULL."""
        with self._lock:
            return self._library.functions.SRP_VBASE_get1_by_user(
                self.pointer, username
            )

    def close(self) -> None:
        """Free the verifiers; no callback is at work with them then."""
        with self._lock:
            super().close()


def use_verifiers(context: Context, verifiers: Verifiers) -> None:
    """Let these users in; the verifiers are the context's own from here on."""
    context.when_closed(verifiers.close)
    context.verifiers = verifiers
    context.library.functions.SSL_CTX_set_srp_username_callback(
        context.pointer, on_srp_username
    )


def _unreadable(path: str, problem: int) -> UsageError:
    reason = (
        "the file cannot be opened"
        if problem == _UNREADABLE
        else "a line is not as openssl srp writes it"
    )
    # The C program prints this line without its name.
    return UsageError(
        f'Cannot initialize SRP verifier file "{path}":ret={problem}',
        bare=True,
        hints=(reason,),
    )


@ffi.callback("s_server_srp_username_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_srp_username(ssl: SSL, alert: CData, _: CData) -> int:
    """Set the user's parameters (SSL_CTX_set_srp_username_callback(3))."""
    tls = cast("Tls | None", connection_of(ssl))
    alert[0] = AlertDescription.INTERNAL_ERROR
    if tls is None:
        return CallbackAnswer.FATAL
    return guarded(tls, lambda: _answer(tls, ssl, alert), CallbackAnswer.FATAL)


def _answer(tls: Tls, ssl: SSL, alert: CData) -> CallbackAnswer:
    functions = tls.library.functions
    name = functions.SSL_get_srp_username(ssl)
    verifiers = tls.context.verifiers
    if not name or verifiers is None:
        return CallbackAnswer.FATAL
    username = bytes(ffi.string(name))
    # The last handshake left a Finished behind, where there was one.
    again = functions.SSL_get_finished(ssl, ffi.NULL, 0) > 0
    user = verifiers.find(username)
    if not user:
        tls.note(SrpLookup, username=username, found=False, info=None, again=again)
        alert[0] = AlertDescription.UNKNOWN_PSK_IDENTITY
        return CallbackAnswer.FATAL
    with Handle(user, functions.SRP_user_pwd_free):
        info = bytes(ffi.string(user.info)) if user.info else None
        tls.note(SrpLookup, username=username, found=True, info=info, again=again)
        # Everything is copied; the text is for SSL_get_srp_userinfo, which nobody asks.
        done = functions.SSL_set_srp_server_param(
            ssl, user.N, user.g, user.s, user.v, ffi.NULL
        )
    if done < 0:
        drain(tls.library)
        return CallbackAnswer.FATAL
    return CallbackAnswer.GOOD
