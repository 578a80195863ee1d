"""The certificates that go out after our own, and how their chain is built."""

from __future__ import annotations

import os
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from s_server.frozen import Frozen
from s_server.libssl._library import OPENSSL_STACK
from s_server.libssl.constants import BuildChain, SslCtrl
from s_server.libssl.ffi import ffi
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from s_server.errors import LibraryError
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.x509 import Certificate, PrivateKey


class Chain(Handle[OPENSSL_STACK]):
    """Certificates to be sent, in order; closing it closes them too."""

    def __init__(self, library: Library, certificates: Sequence[Certificate]) -> None:
        functions = library.functions
        super().__init__(functions.OPENSSL_sk_new_null(), functions.OPENSSL_sk_free)
        self._certificates = ExitStack()
        for certificate in certificates:
            self._certificates.enter_context(certificate)
            functions.OPENSSL_sk_push(self.pointer, certificate.pointer)

    def close(self) -> None:
        """Free the list and its certificates."""
        super().close()
        self._certificates.close()


class Credentials(Frozen):
    """A certificate with its key, what is sent after it, and whether to build that.

    Without ``chain`` it is built anew, else the one that is there is checked.
    """

    certificate: Certificate
    key: PrivateKey
    chain: Chain | None = None
    build: bool = False

    def close(self) -> None:
        """Free all of it."""
        self.certificate.close()
        self.key.close()
        if self.chain is not None:
            self.chain.close()


class Groups:
    """Certificates for handshakes to choose from; ``with`` answers them.

    A handshake may run while the server ends: what is closed meanwhile is freed when
    the last one is through, and later ones find nothing.
    """

    def __init__(self, members: Sequence[Credentials]) -> None:
        self._members = tuple(members)
        self._lock = threading.Lock()
        self._users = 0
        self._closed = False

    def __enter__(self) -> tuple[Credentials, ...]:
        with self._lock:
            self._users += 1
            return () if self._closed else self._members

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
        self._free()

    def close(self) -> None:
        """Free them, now or when the last handshake has done with them."""
        self._closed = True
        self._free()

    def _free(self) -> None:
        with self._lock:
            if not self._closed or self._users:
                return
            members, self._members = self._members, ()
        for member in members:
            member.close()


def use_chain(context: Context, chain: Chain) -> None:
    """Send these after the certificate that was set last; raises LibraryError."""
    functions = context.library.functions
    functions.ERR_clear_error()
    # 1: the chain stays ours, as SSL_CTX_set1_chain(3) has it.
    if functions.SSL_CTX_ctrl(context.pointer, SslCtrl.CHAIN, 1, chain.pointer) != 1:
        raise library_error(context.library, "cannot use the chain")


def build_chain(context: Context, *, check: bool) -> None:
    """Build the chain of the certificate that was set last; raises LibraryError.

    With ``check`` the chain that is there is put in order and checked: it must hold
    the root too (SSL_CTX_build_cert_chain(3)).
    """
    functions = context.library.functions
    functions.ERR_clear_error()
    flags = BuildChain.CHECK if check else 0
    done = functions.SSL_CTX_ctrl(
        context.pointer, SslCtrl.BUILD_CERT_CHAIN, flags, ffi.NULL
    )
    if done <= 0:
        raise library_error(context.library, "cannot build the chain")


def use_server_info(context: Context, path: str) -> None:
    """Send the extensions in a PEM file; raises LibraryError.

    They go out with the certificate that was set last, to clients that offer them
    (SSL_CTX_use_serverinfo_file(3)).
    """
    functions = context.library.functions
    functions.ERR_clear_error()
    done = functions.SSL_CTX_use_serverinfo_file(context.pointer, os.fsencode(path))
    if done != 1:
        raise library_error(context.library, "cannot use the extensions")


def compress_certificates(context: Context) -> bool:
    """Compress the certificates beforehand (RFC 8879); answers whether it was done.

    A libssl without any compression has the function, and fails.
    """
    functions = context.library.functions
    done = functions.SSL_CTX_compress_certs(context.pointer, 0) == 1
    functions.ERR_clear_error()
    return done


def why_unbuilt(problem: LibraryError) -> str:
    """Answer what is wrong with a chain, in the words of its verification."""
    words = (entry.data.partition("Verify error:")[2] for entry in problem.queue)
    return next(filter(None, words), problem.reasons)
