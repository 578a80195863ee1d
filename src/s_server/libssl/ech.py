"""Encrypted ClientHellos: the keys that open them, and what came of one (RFC 9849)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events.facts import EchOutcome, EchStatus
from s_server.libssl._library import OSSL_ECHSTORE
from s_server.libssl.bio import reading
from s_server.libssl.constants import SslOption
from s_server.libssl.ffi import ffi
from s_server.libssl.handle import Handle
from s_server.libssl.queue import library_error

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library


class EchStore(Handle[OSSL_ECHSTORE]):
    """Key pairs, each with the configuration that clients know it by."""

    def __init__(self, library: Library) -> None:
        functions = library.functions
        functions.ERR_clear_error()
        query = ffi.NULL if library.query is None else library.query.encode()
        pointer = functions.OSSL_ECHSTORE_new(ffi.NULL, query)
        if not pointer:
            raise library_error(library, "cannot make a store of ECH keys")
        super().__init__(pointer, functions.OSSL_ECHSTORE_free)
        self.library = library

    def add(self, pem: bytes, *, for_retry: bool) -> str | None:
        """Add a key pair; answers why not, if it is none.

        One that is ``for_retry`` is offered to clients whose own was of no use.
        """
        # A configuration without its key would be offered too, and be of no use again.
        with EchStore(self.library) as trial:
            if problem := trial._read(pem, for_retry=for_retry):
                return problem
            if not trial._count(self.library.functions.OSSL_ECHSTORE_num_keys):
                return "there is no private key in it"
        return self._read(pem, for_retry=for_retry)

    def _read(self, pem: bytes, *, for_retry: bool) -> str | None:
        functions = self.library.functions
        functions.ERR_clear_error()
        with reading(self.library, pem) as bio:
            done = functions.OSSL_ECHSTORE_read_pem(self.pointer, bio, for_retry) == 1
        functions.ERR_clear_error()
        return None if done else "it is no PEM file of an ECH key pair"

    def _count(self, ask: CData) -> int:
        number = ffi.new("int *")
        return number[0] if ask(self.pointer, number) == 1 else 0

    @property
    def count(self) -> int:
        """How many configurations there are."""
        return self._count(self.library.functions.OSSL_ECHSTORE_num_entries)

    def use(self, context: Context) -> None:
        """Have a context open ClientHellos with these; raises LibraryError."""
        functions = self.library.functions
        functions.ERR_clear_error()
        if functions.SSL_CTX_set1_echstore(context.pointer, self.pointer) != 1:
            raise library_error(self.library, "cannot use the ECH keys")


def try_all_keys(context: Context) -> None:
    """Try every key on a ClientHello that names none of ours."""
    context.set_option(SslOption.ECH_TRIALDECRYPT)


def grease_retries(context: Context) -> None:
    """Send made-up configurations among those for a retry."""
    context.set_option(SslOption.ECH_GREASE_RETRY_CONFIG)


def outcome(library: Library, ssl: SSL) -> EchOutcome | None:
    """Answer what came of ECH on a connection; None where there are no keys for it."""
    if not library.has("ech"):
        return None
    functions = library.functions
    inner, outer = ffi.new("char **"), ffi.new("char **")
    status = functions.SSL_ech_get1_status(ssl, inner, outer)
    functions.ERR_clear_error()
    names = []
    for place in (inner, outer):
        names.append(bytes(ffi.string(place[0])) if place[0] else None)
        functions.CRYPTO_free(place[0], b"", 0)
    if status == EchStatus.NOT_CONFIGURED:
        return None
    return EchOutcome(status=status, inner_name=names[0], outer_name=names[1])
