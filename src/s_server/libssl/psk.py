"""Keys that both sides share beforehand (PSK): which one a client is answered with.

Up to TLS 1.2 libssl asks for the key of an identity.  For TLS 1.3 it asks for a
session that holds the key and a cipher suite, and it uses that one only where the
suite's hash is the hash of the suite that it has chosen by then.  The hash belongs to
the key (RFC 8446 section 4.2.11); the client's binder tells which one it takes it
for.  So the ClientHello callback lets libssl choose among the suites of that hash,
and the session is made for it.
"""

from __future__ import annotations

import threading
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from s_server.events import PskIdentityUnexpected, PskIdentityUnknown
from s_server.events.trace import PskAsked, PskFetched
from s_server.frozen import Frozen
from s_server.libssl._library import SSL_SESSION
from s_server.libssl.bio import reading
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import CLIENT_HELLO_SUCCESS, ExtensionType, Version
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error
from s_server.wire.psk import offered_psks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from s_server.libssl._library import SSL, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.tls import Tls

# By the binder's length: the hash as suites' names end with it (RFC 8446 B.4), and
# the suite that stands for it in a session.
_HASHES = {32: "SHA256", 48: "SHA384"}
_SUITES = {32: b"\x13\x01", 48: b"\x13\x02"}
_DEFAULT_SIZE = 32  # RFC 8446 4.2.11: where nothing else is said, SHA-256


class Session(Handle[SSL_SESSION]):
    """A session that callbacks of any thread hand to libssl."""

    def __init__(self, library: Library, pointer: SSL_SESSION) -> None:
        super().__init__(pointer, library.functions.SSL_SESSION_free)
        self._library = library
        self._lock = threading.Lock()

    @property
    def binder_size(self) -> int:
        """The length of the binders that this session's hash makes, in bytes."""
        functions = self._library.functions
        cipher = functions.SSL_SESSION_get0_cipher(self.pointer)
        name = text(functions.SSL_CIPHER_get_name(cipher)) if cipher else ""
        sizes = (size for size, word in _HASHES.items() if name.endswith(word))
        return next(sizes, _DEFAULT_SIZE)

    def share(self) -> SSL_SESSION:
        """Answer the pointer with a reference of its own, for C to own."""
        with self._lock:
            self._library.functions.SSL_SESSION_up_ref(self.pointer)
            return self.pointer

    def close(self) -> None:
        """Free our reference; no callback is at work with it then."""
        with self._lock:
            super().close()


class SharedKeys(Frozen, hidden=("keys",)):
    """What is shared with clients.

    ``keys`` is by identity.  ``session`` is used with TLS 1.3 for ``identity``.
    With ``lenient`` TLS 1.2 has one key, that of ``identity``, for whoever asks.
    """

    identity: bytes
    keys: Mapping[bytes, bytes] = MappingProxyType({})
    session: Session | None = None
    lenient: bool = False


class SuiteNames(Frozen, kw_only=False):
    """The TLS 1.3 suites of a context, joined by colons: all, and by binder size."""

    all: str
    by_size: Mapping[int, str]


def use_shared_keys(context: Context, shared: SharedKeys) -> None:
    """Answer clients of this context with these keys; raises LibraryError.

    The session, if any, is the context's own from here on.
    """
    if shared.session is not None:
        context.when_closed(shared.session.close)
    context.shared_keys = shared
    context.suite_names = _suite_names(context)
    functions, pointer = context.library.functions, context.pointer
    if shared.keys and context.library.has("psk"):
        functions.SSL_CTX_set_psk_server_callback(pointer, on_psk)
    functions.SSL_CTX_set_psk_find_session_callback(pointer, on_psk_session)
    if context.serves(Version.TLS1_3):
        functions.SSL_CTX_set_client_hello_cb(pointer, on_client_hello, ffi.NULL)


def use_identity_hint(context: Context, hint: bytes) -> None:
    """Send this hint with TLS 1.2 and older; raises LibraryError."""
    functions = context.library.functions
    functions.ERR_clear_error()
    if functions.SSL_CTX_use_psk_identity_hint(context.pointer, hint) != 1:
        raise library_error(context.library, "cannot use the hint")


def is_possible_key(library: Library, key: bytes) -> bool:
    """Whether the library can hold a key of this length."""
    functions = library.functions
    with Handle(functions.SSL_SESSION_new(), functions.SSL_SESSION_free) as probe:
        possible = functions.SSL_SESSION_set1_master_key(probe.pointer, key, len(key))
    functions.ERR_clear_error()
    return possible == 1


def session_from_pem(library: Library, data: bytes) -> Session:
    """Read the first session in ``data``; raises LibraryError."""
    functions = library.functions
    functions.ERR_clear_error()
    with reading(library, data) as bio:
        null = ffi.NULL
        pointer = functions.PEM_read_bio_SSL_SESSION(bio, null, null, null)
    if not pointer:
        raise library_error(library, "cannot read a session")
    return Session(library, pointer)


def _suite_names(context: Context) -> SuiteNames:
    names = [
        name
        for version, name in context.cipher_names()
        if version == "TLSv1.3"  # as SSL_CIPHER_get_version(3) says it
    ]
    by_size = {
        size: ":".join(name for name in names if name.endswith(word))
        for size, word in _HASHES.items()
    }
    return SuiteNames(":".join(names), by_size)


@ffi.callback("s_server_client_hello_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_client_hello(ssl: SSL, _alert: CData, _: CData) -> int:
    """Choose among suites of the key's hash (SSL_CTX_set_client_hello_cb(3))."""
    tls = cast("Tls | None", connection_of(ssl))
    if tls is not None:
        guarded(tls, lambda: _prefer_hash(tls, ssl), None)
    return CLIENT_HELLO_SUCCESS


@ffi.callback("s_server_psk_server_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_psk(ssl: SSL, identity: CData, room: CData, size: int) -> int:
    """Answer the key's length, or 0 (SSL_CTX_set_psk_server_callback(3))."""
    tls = cast("Tls | None", connection_of(ssl))
    if tls is None or not identity:
        return 0
    if tls.library.functions.SSL_version(ssl) == Version.TLS1_3:
        return 0  # the other callback was asked, and has none
    return guarded(tls, lambda: _copy_key(tls, ffi.string(identity), room, size), 0)


@ffi.callback("s_server_psk_find_session_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_psk_session(ssl: SSL, identity: CData, size: int, place: CData) -> int:
    """Answer a session with the key (SSL_CTX_set_psk_find_session_callback(3))."""
    place[0] = ffi.NULL
    tls = cast("Tls | None", connection_of(ssl))
    if tls is None:
        return 1

    def answer() -> int:
        found = _session_for(tls, ssl, bytes(ffi.buffer(identity, size)))
        if found is not None:
            place[0] = found
        return 1

    return guarded(tls, answer, 0)


def _prefer_hash(tls: Tls, ssl: SSL) -> None:
    tls.binder_sizes = _offered(tls, ssl)
    shared, names = tls.context.shared_keys, tls.context.suite_names
    if shared is None or names is None:
        return
    for identity, size in tls.binder_sizes.items():
        if _is_session(shared, identity) or identity in shared.keys:
            _allow_suites(tls, ssl, names.by_size.get(size, ""))
            return


def _offered(tls: Tls, ssl: SSL) -> dict[bytes, int]:
    place, size = ffi.new("const unsigned char **"), ffi.new("size_t *")
    kind = ExtensionType.PSK
    functions = tls.library.functions
    if functions.SSL_client_hello_get0_ext(ssl, kind, place, size) != 1:
        return {}
    offers = offered_psks(bytes(ffi.buffer(place[0], size[0])))
    return {offer.identity: offer.binder_size for offer in offers}


def _allow_suites(tls: Tls, ssl: SSL, names: str) -> None:
    """Let libssl choose among these TLS 1.3 suites, where there are any."""
    if names:
        tls.library.functions.SSL_set_ciphersuites(ssl, names.encode())
        tls.library.functions.ERR_clear_error()


def _copy_key(tls: Tls, identity: bytes, room: CData, size: int) -> int:
    shared = tls.context.shared_keys
    if shared is None:
        return 0
    tls.note(PskAsked, identity=identity)
    key = shared.keys.get(identity)
    is_expected = key is not None
    if key is None and shared.lenient:
        tls.note(PskIdentityUnexpected, identity=identity, expected=shared.identity)
        key = shared.keys.get(shared.identity)
    if key is None:
        tls.note(PskIdentityUnknown, identity=identity)
    if key is None or len(key) > size:
        return 0
    tls.note(PskFetched, size=len(key), expected=is_expected)
    ffi.memmove(room, key, len(key))
    return len(key)


def _session_for(tls: Tls, ssl: SSL, identity: bytes) -> SSL_SESSION | None:
    shared, names = tls.context.shared_keys, tls.context.suite_names
    if shared is None or names is None:
        return None
    if tls.binder_sizes:
        # The suite is chosen by now: what is told of our suites is whole again.
        _allow_suites(tls, ssl, names.all)
    if _is_session(shared, identity) and shared.session is not None:
        return shared.session.share()
    key = shared.keys.get(identity)
    if key is None:
        return None
    size = tls.binder_sizes.get(identity, _DEFAULT_SIZE)
    return _made_session(tls, ssl, key, _SUITES.get(size, _SUITES[_DEFAULT_SIZE]))


def _is_session(shared: SharedKeys, identity: bytes) -> bool:
    return shared.session is not None and identity == shared.identity


def _made_session(tls: Tls, ssl: SSL, key: bytes, suite: bytes) -> SSL_SESSION:
    functions = tls.library.functions
    with Handle(functions.SSL_SESSION_new(), functions.SSL_SESSION_free) as session:
        pointer = session.pointer
        cipher = functions.SSL_CIPHER_find(ssl, suite)
        version = functions.SSL_version(ssl)
        if not (
            functions.SSL_SESSION_set1_master_key(pointer, key, len(key))
            and functions.SSL_SESSION_set_cipher(pointer, cipher)
            and functions.SSL_SESSION_set_protocol_version(pointer, version)
        ):
            raise library_error(tls.library, "cannot make a session of a shared key")
        session.release()
        return pointer
