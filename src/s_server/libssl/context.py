"""The settings that connections share (SSL_CTX), and their counters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.errors import UnsupportedError
from s_server.libssl._library import SSL_CTX
from s_server.libssl.callbacks import connection_index, on_info
from s_server.libssl.chain import Groups
from s_server.libssl.commands import refused_command
from s_server.libssl.constants import (
    CERT_FLAG_BROKEN_PROTOCOL,
    ConfFlag,
    SessionCache,
    SslCtrl,
    SslMode,
    SslOption,
    Version,
)
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error
from s_server.libssl.x509 import stack_items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from s_server.events.offer import Offer
    from s_server.libssl._library import X509_STORE, CData
    from s_server.libssl.cookies import Baker
    from s_server.libssl.load import Library
    from s_server.libssl.messages import MessageWishes
    from s_server.libssl.psk import SharedKeys, SuiteNames
    from s_server.libssl.revocation import Fetch
    from s_server.libssl.security import SecurityWatch
    from s_server.libssl.shared_sessions import SharedStore
    from s_server.libssl.sni import Hosts
    from s_server.libssl.srp import Verifiers
    from s_server.libssl.status import Stapler
    from s_server.libssl.ticket_keys import TicketKeys
    from s_server.libssl.tls import Tls
    from s_server.libssl.x509 import Certificate, PrivateKey

_VERSIONS = {
    "SSLv3": Version.SSL3,
    "TLSv1": Version.TLS1,
    "TLSv1.1": Version.TLS1_1,
    "TLSv1.2": Version.TLS1_2,
    "TLSv1.3": Version.TLS1_3,
    "DTLSv1": Version.DTLS1,
    "DTLSv1.2": Version.DTLS1_2,
}

UNKNOWN_COMMAND = -2  # SSL_CONF_cmd(3)

_REFUSED_BY = {
    Version.SSL3: SslOption.NO_SSL3,
    Version.TLS1: SslOption.NO_TLS1,
    Version.TLS1_1: SslOption.NO_TLS1_1,
    Version.TLS1_2: SslOption.NO_TLS1_2,
    Version.TLS1_3: SslOption.NO_TLS1_3,
    # DTLS has no bits of its own (openssl/ssl.h).
    Version.DTLS1: SslOption.NO_TLS1,
    Version.DTLS1_2: SslOption.NO_TLS1_2,
}

_DTLS = (Version.DTLS1, Version.DTLS1_2)

# In the order in which s_server prints them.
_COUNTERS = (
    SslCtrl.SESS_NUMBER,
    SslCtrl.SESS_CONNECT,
    SslCtrl.SESS_CONNECT_RENEGOTIATE,
    SslCtrl.SESS_CONNECT_GOOD,
    SslCtrl.SESS_ACCEPT,
    SslCtrl.SESS_ACCEPT_RENEGOTIATE,
    SslCtrl.SESS_ACCEPT_GOOD,
    SslCtrl.SESS_HIT,
    SslCtrl.SESS_MISSES,
    SslCtrl.SESS_TIMEOUTS,
    SslCtrl.SESS_CB_HIT,
    SslCtrl.SESS_CACHE_FULL,
    SslCtrl.GET_SESS_CACHE_SIZE,
)


class Context(Handle[SSL_CTX]):
    """A server's SSL_CTX; it is set up once and then only read.

    What callbacks answer is kept here, on the context that a connection begins with:
    ``protocols`` to choose from (alpn.py), those ``advertised`` for NPN as they go on
    the wire, and ``log_secret``, which takes a line of a key log and answers why it
    could not be kept, if that is to be told (keylog.py); ``shared_keys`` and the suites
    to choose from with them (psk.py), and the ``verifiers`` of users (srp.py).
    Sessions are in a ``shared_store`` where machines share them (shared_sessions.py),
    and tickets are made with the ``ticket_keys`` where those are given
    (ticket_keys.py), which may be replaced as a whole at any time.
    ``groups`` are further certificates to choose from (extended.py), ``hosts`` the
    contexts of further server names (sni.py), ``expected_keys`` those that clients may
    have (raw_keys.py).  ``offers`` are what was found to be on offer, by context and
    whether with its security level (offer.py).  ``datagrams`` makes it one for DTLS.
    """

    def __init__(self, library: Library, *, datagrams: bool = False) -> None:
        functions = library.functions
        functions.ERR_clear_error()
        pointer = _made(library, datagrams=datagrams)
        super().__init__(pointer, functions.SSL_CTX_free)
        self.datagrams = datagrams
        self.library = library
        self._afterwards: list[Callable[[], object]] = []
        self.baker: Baker | None = None
        self.listens = False
        """Whether what proves a DTLS client is told as -listen has it (unproven.py)."""
        self.shared_keys: SharedKeys | None = None
        self.suite_names: SuiteNames | None = None
        self.verifiers: Verifiers | None = None
        self.index = connection_index(library)
        self.protocols: tuple[bytes, ...] = ()
        self.advertised: CData = None
        self.log_secret: Callable[[bytes], str | None] | None = None
        self.forgives: Callable[[int], bool] = _forgives_nothing
        """Whether an error of the certificate at this depth of a chain passes."""
        self.groups = Groups(())
        self.hosts: Hosts | None = None
        self.offers: dict[tuple[int, bool], Offer] = {}
        self.message_wishes: MessageWishes | None = None
        self.on_info: CData = on_info
        """What hears of states and alerts, where anybody does (callbacks.py)."""
        self.when_attached: list[Callable[[Tls], object]] = []
        """What is done with a connection that got its BIO, before its first byte."""
        self.lets_kernel_help = True
        """Whether its connections may use the kernel's TLS (setup/kernel.py)."""
        self.tells_waits = False
        """Whether those who look for faults are told of waiting too (trace.py)."""
        self.security_watch: SecurityWatch | None = None
        # The context itself holds the store for as long as it lives.
        self.verifying_store: X509_STORE | None = None
        self.fetch: Fetch | None = None
        self.stapler: Stapler | None = None
        self.shared_store: SharedStore | None = None
        self.ticket_keys: TicketKeys | None = None
        self.expected_keys: tuple[PrivateKey, ...] = ()
        # The C program clears this, so that each record without data is noticed.
        self._ctrl(SslCtrl.CLEAR_MODE, SslMode.AUTO_RETRY)
        # An idle connection needs no record buffers: 34 kB each.
        self.set_mode(SslMode.RELEASE_BUFFERS)

    def when_closed(self, work: Callable[[], object]) -> None:
        """Have something done when the context is freed."""
        self._afterwards.append(work)

    def close(self) -> None:
        """Free it; connections that still run keep OpenSSL's part of it alive."""
        super().close()
        while self._afterwards:
            self._afterwards.pop()()

    def replay(self, commands: Iterable[tuple[str, str | None]]) -> None:
        """Apply commands of ``SSL_CONF_cmd(3)`` in the order given.

        Raises LibraryError naming the command that the library refused.
        """
        functions = self.library.functions
        conf = functions.SSL_CONF_CTX_new()
        with Handle(conf, functions.SSL_CONF_CTX_free):
            functions.SSL_CONF_CTX_set_flags(conf, ConfFlag.CMDLINE | ConfFlag.SERVER)
            functions.SSL_CONF_CTX_set_ssl_ctx(conf, self.pointer)
            for name, value in commands:
                functions.ERR_clear_error()
                word = ffi.NULL if value is None else os.fsencode(value)
                answer = functions.SSL_CONF_cmd(conf, name.encode(), word)
                if answer == UNKNOWN_COMMAND:
                    raise UnsupportedError(
                        f"option {name} is unknown to {self.library.version}"
                    )
                if answer <= 0:
                    raise refused_command(self.library, name, value)
            if functions.SSL_CONF_CTX_finish(conf) != 1:
                raise library_error(self.library, "cannot finish the configuration")

    def apply_section(self, name: str) -> None:
        """Apply a section of the configuration file (SSL_CTX_config(3))."""
        functions = self.library.functions
        functions.ERR_clear_error()
        if functions.SSL_CTX_config(self.pointer, os.fsencode(name)) != 1:
            raise library_error(self.library, f"cannot use the configuration {name!r}")

    def allow_only(self, version: str) -> None:
        """Allow one protocol version, such as ``TLSv1.2``; raises LibraryError."""
        number = _VERSIONS[version]
        low = self._ctrl(SslCtrl.SET_MIN_PROTO_VERSION, number)
        high = self._ctrl(SslCtrl.SET_MAX_PROTO_VERSION, number)
        if not low or not high:
            raise library_error(
                self.library, f"{self.library.version} has no support for {version}"
            )

    def can_serve(self) -> bool:
        """Whether the settings leave any protocol version to be served."""
        return any(map(self.serves, _REFUSED_BY))

    def serves(self, version: Version) -> bool:
        """Whether the settings allow this protocol version."""
        options = self.library.functions.SSL_CTX_get_options(self.pointer)
        if (version in _DTLS) != self.datagrams or options & _REFUSED_BY[version]:
            return False
        if version is Version.SSL3 and not self.library.has("ssl3"):
            # Such a build serves none of it, whatever the bit says.
            return False
        low = self._ctrl(SslCtrl.GET_MIN_PROTO_VERSION, 0)
        high = self._ctrl(SslCtrl.GET_MAX_PROTO_VERSION, 0)
        if self.datagrams:
            low, high = high, low  # DTLS counts down (RFC 6347 section 4.1)
        return low <= version <= (high or max(Version))  # 0 is no bound

    def cipher_names(self) -> list[tuple[str, str]]:
        """Each suite: the version that brought it, and its name, in their order."""
        functions = self.library.functions
        ciphers = functions.SSL_CTX_get_ciphers(self.pointer)
        return [
            (
                text(functions.SSL_CIPHER_get_version(cipher)),
                text(functions.SSL_CIPHER_get_name(cipher)),
            )
            for cipher in stack_items(self.library, ciphers, "const SSL_CIPHER *")
        ]

    def set_option(self, option: SslOption, *, on: bool = True) -> None:
        """Set or clear a bit of ``SSL_CTX_set_options(3)``."""
        functions = self.library.functions
        change = (
            functions.SSL_CTX_set_options if on else functions.SSL_CTX_clear_options
        )
        change(self.pointer, option)

    def has_option(self, option: SslOption) -> bool:
        """Whether a bit of ``SSL_CTX_set_options(3)`` is set."""
        options = self.library.functions.SSL_CTX_get_options(self.pointer)
        return bool(options & option)

    @property
    def max_early_data(self) -> int:
        """How many bytes of early data tickets promise."""
        return self.library.functions.SSL_CTX_get_max_early_data(self.pointer)

    def break_protocol(self) -> None:
        """Set the flag for protocol violations; only builds made to test heed it."""
        self._ctrl(SslCtrl.CERT_FLAGS, CERT_FLAG_BROKEN_PROTOCOL)

    def use_identity(self, certificate: Certificate, key: PrivateKey) -> None:
        """Serve this certificate with its key; raises LibraryError."""
        functions = self.library.functions
        functions.ERR_clear_error()
        pointer = self.pointer
        if functions.SSL_CTX_use_certificate(pointer, certificate.pointer) != 1:
            raise library_error(self.library, "cannot use the certificate")
        if functions.SSL_CTX_use_PrivateKey(pointer, key.pointer) != 1:
            raise library_error(self.library, "cannot use the private key")
        if functions.SSL_CTX_check_private_key(pointer) != 1:
            raise library_error(self.library, "certificate and key do not match")

    def use_automatic_dh(self) -> None:
        """Choose DH parameters by the strength of the certificate."""
        self._ctrl(SslCtrl.SET_DH_AUTO, 1)

    def use_dh(self, parameters: PrivateKey) -> None:
        """Use these DH parameters; raises LibraryError when they are too weak."""
        functions = self.library.functions
        functions.ERR_clear_error()
        if self.library.has("dh_keys"):
            done = functions.SSL_CTX_set0_tmp_dh_pkey(self.pointer, parameters.pointer)
            if done == 1:
                parameters.release()
        else:
            dh = functions.EVP_PKEY_get0_DH(parameters.pointer)
            done = functions.SSL_CTX_ctrl(
                self.pointer, SslCtrl.SET_TMP_DH, 0, ffi.cast("void *", dh)
            )
        if done != 1:
            raise library_error(self.library, "cannot use the DH parameters")

    def use_srtp(self, profiles: str) -> None:
        """Agree on one of these SRTP profiles, over DTLS; raises LibraryError."""
        functions = self.library.functions
        functions.ERR_clear_error()
        # Unlike its neighbours it answers 0 when all is well.
        if functions.SSL_CTX_set_tlsext_use_srtp(self.pointer, os.fsencode(profiles)):
            raise library_error(self.library, "cannot use the SRTP profiles")

    def set_session_context(self, name: bytes) -> None:
        """Tell sessions of this server from others; ``name`` has at most 32 bytes."""
        done = self.library.functions.SSL_CTX_set_session_id_context(
            self.pointer, name, len(name)
        )
        if done != 1:
            raise library_error(self.library, "cannot set the session id context")

    def set_session_cache_size(self, entries: int) -> None:
        """Keep at most so many sessions in memory."""
        self._ctrl(SslCtrl.SET_SESS_CACHE_SIZE, entries)

    def keep_no_sessions(self) -> None:
        """Have no sessions in memory; tickets are resumed all the same."""
        self.set_session_cache_mode(SessionCache.OFF)

    def set_session_cache_mode(self, mode: SessionCache) -> None:
        """Say where sessions are kept (SSL_CTX_set_session_cache_mode(3))."""
        self._ctrl(SslCtrl.SET_SESS_CACHE_MODE, mode)

    def set_max_fragment(self, size: int) -> bool:
        """Send at most so much data in a record; False where libssl refuses.

        It takes 512 to 16384 bytes (SSL_CTX_set_max_send_fragment(3)).
        """
        return self._ctrl(SslCtrl.SET_MAX_SEND_FRAGMENT, size) == 1

    def set_split_fragment(self, size: int) -> bool:
        """Begin a further pipeline after so much data; False where libssl refuses.

        It takes 1 to the largest fragment (SSL_CTX_set_split_send_fragment(3)).
        """
        return self._ctrl(SslCtrl.SET_SPLIT_SEND_FRAGMENT, size) == 1

    def set_max_pipelines(self, count: int) -> bool:
        """Encrypt or decrypt so many records at once; False where libssl refuses.

        It takes 1 to 32 (SSL_CTX_set_max_pipelines(3)).
        """
        return self._ctrl(SslCtrl.SET_MAX_PIPELINES, count) == 1

    def set_mode(self, mode: SslMode) -> None:
        """Set bits of ``SSL_CTX_set_mode(3)``."""
        self._ctrl(SslCtrl.MODE, mode)

    def allow_jobs(self) -> None:
        """Let cryptography pause (ASYNC_start_job(3)); raises UnsupportedError.

        From now on callbacks run on a stack of 32 KiB (callbacks.Talker).
        """
        if not self.library.functions.ASYNC_is_capable():
            raise UnsupportedError(
                f"{self.library.version} has no asynchronous jobs on this system"
            )
        self.set_mode(SslMode.ASYNC)

    def set_read_buffer(self, size: int) -> None:
        """Read so many bytes at once (SSL_CTX_set_default_read_buffer_len(3))."""
        self.library.functions.SSL_CTX_set_default_read_buffer_len(self.pointer, size)

    def report_alerts(self) -> None:
        """Tell each connection of its alerts; ``report_messages`` is cheaper."""
        functions = self.library.functions
        functions.SSL_CTX_set_info_callback(self.pointer, self.on_info)

    def counters(self) -> tuple[int, ...]:
        """The thirteen session counters, in the order of the statistics block."""
        return counters(self.library, self.pointer)

    def _ctrl(self, command: SslCtrl, number: int) -> int:
        functions = self.library.functions
        functions.ERR_clear_error()
        return functions.SSL_CTX_ctrl(self.pointer, command, number, ffi.NULL)


def _forgives_nothing(_depth: int) -> bool:
    return False


def counters(library: Library, pointer: SSL_CTX) -> tuple[int, ...]:
    """The thirteen session counters of a context, in the statistics block's order."""
    ask = library.functions.SSL_CTX_ctrl
    # As a client a server's context only says what it would offer (offer.py), to
    # nobody: no connection was made.
    return tuple(
        0 if command is SslCtrl.SESS_CONNECT else ask(pointer, command, 0, ffi.NULL)
        for command in _COUNTERS
    )


def _made(library: Library, *, datagrams: bool) -> SSL_CTX:
    functions = library.functions
    method = (
        functions.DTLS_server_method() if datagrams else functions.TLS_server_method()
    )
    if library.query is None:
        pointer = functions.SSL_CTX_new(method)
        whole = "cannot make a TLS context"
    else:
        query = os.fsencode(library.query)
        pointer = functions.SSL_CTX_new_ex(ffi.NULL, query, method)
        whole = f"cannot make a TLS context with the properties {library.query!r}"
    if not pointer:
        raise library_error(library, whole)
    return pointer
