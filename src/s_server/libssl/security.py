"""Listens to what the security level is asked (SSL_CTX_set_security_callback(3)).

The library's own callback goes on answering; we pass its answer on and take note.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from s_server.events import SecurityAsked, SecurityQuestion
from s_server.libssl.callbacks import connection_of, dismiss, enlist, guarded, owner_of
from s_server.libssl.constants import SecurityOperation, SecuritySubject
from s_server.libssl.ffi import ffi, text
from s_server.libssl.x509 import key_bits, key_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl._library import SSL, SSL_CTX, CData
    from s_server.libssl.callbacks import Owner
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

# The library's own callback: it has one for all contexts.
_plain: deque[CData] = deque(maxlen=1)
_SUBJECT_BITS = 0xFFFF0000
_DIGESTS = (SecurityOperation.CA_MD, SecurityOperation.PEER_CA_MD)


class SecurityWatch:
    """Notes each question about a context, or only those that were refused.

    ``problem`` is what the callback raised.  Questions without a connection wait here
    until ``take`` is called.
    """

    def __init__(self, context: Context, *, refused_only: bool) -> None:
        functions = context.library.functions
        self.problem: BaseException | None = None
        self._library = context.library
        self._refused_only = refused_only
        self._questions: list[SecurityQuestion] = []
        self._previous = functions.SSL_CTX_get_security_callback(context.pointer)
        _plain.append(self._previous)
        self._number = enlist(self)
        functions.SSL_CTX_set0_security_ex_data(context.pointer, self._number)
        functions.SSL_CTX_set_security_callback(context.pointer, on_security)
        context.security_watch = self
        context.when_closed(partial(dismiss, self._number))

    def take(self) -> list[SecurityQuestion]:
        """Answer what was asked without a connection since the last time."""
        questions, self._questions = self._questions, []
        return questions

    def answer(self, ssl: SSL, ctx: SSL_CTX, *asked: CData) -> int:
        """Have the library answer, and note what it said."""
        allowed: int = self._previous(ssl, ctx, *asked)
        if allowed and self._refused_only:
            return allowed
        connection = connection_of(ssl) if ssl else None
        owner: Owner = self if connection is None else connection

        def note() -> int:
            question = _question(self._library, asked, allowed=bool(allowed))
            if connection is not None:
                connection.note(SecurityAsked, question=question)
            elif not ssl:
                self._questions.append(question)
            return allowed

        return guarded(owner, note, allowed)


def _question(
    library: Library, asked: tuple[CData, ...], *, allowed: bool
) -> SecurityQuestion:
    operation, bits, number, subject, _ = asked
    kind = operation & _SUBJECT_BITS
    scheme = None
    if kind == SecuritySubject.SIGALG and subject:
        # Two bytes in the order of the wire.
        scheme = int.from_bytes(ffi.buffer(ffi.cast("unsigned char *", subject), 2))
    describe = _DESCRIPTIONS.get(kind)
    name, key_bits = "", None
    if describe is not None:
        name, key_bits = describe(library, operation, number, subject)
    return SecurityQuestion(
        operation=operation,
        bits=bits,
        number=number,
        allowed=allowed,
        name=name,
        scheme=scheme,
        key_bits=key_bits,
    )


Description = tuple[str, int | None]


def _cipher(library: Library, _: int, __: int, subject: CData) -> Description:
    cipher = ffi.cast("SSL_CIPHER *", subject)
    return text(library.functions.SSL_CIPHER_get_name(cipher)), None


def _group(library: Library, _: int, number: int, __: CData) -> Description:
    functions = library.functions
    name = functions.EC_curve_nid2nist(number) or functions.OBJ_nid2sn(number)
    return text(name) if name else "", None


def _certificate(
    library: Library, operation: int, _: int, subject: CData
) -> Description:
    functions = library.functions
    certificate = ffi.cast("X509 *", subject)
    if operation in _DIGESTS:
        name = functions.OBJ_nid2sn(functions.X509_get_signature_nid(certificate))
        return text(name), None
    key = functions.X509_get0_pubkey(certificate)
    if not key:
        return "", None
    return key_kind(library, key), key_bits(library, key)


_DESCRIPTIONS: dict[int, Callable[[Library, int, int, CData], Description]] = {
    SecuritySubject.CIPHER: _cipher,
    SecuritySubject.CURVE: _group,
    SecuritySubject.CERT: _certificate,
}


@ffi.callback("s_server_security_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_security(ssl: SSL, ctx: SSL_CTX, *asked: CData) -> int:
    """Pass the question to the watch whose number is the last argument."""
    watch = owner_of(asked[-1])
    if not isinstance(watch, SecurityWatch):
        # A connection may outlive what was made of its context.
        answer: int = _plain[-1](ssl, ctx, *asked)
        return answer
    return watch.answer(ssl, ctx, *asked)
