"""How the client's certificate is asked for and checked, and what is told of it.

The callback is called for each certificate of the chain, from the root down, and
again for each error (SSL_CTX_set_verify(3), X509_STORE_CTX_set_verify_cb(3)).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from s_server.events import PolicyReport, VerifyStep
from s_server.libssl._library import X509_VERIFY_PARAM
from s_server.libssl.bio import printed
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.certificate_text import CertificateText
from s_server.libssl.constants import (
    NID_CRL_REASON,
    RevocationError,
    VerifyError,
    VerifyFlag,
    VerifyMode,
)
from s_server.libssl.ffi import ffi, text
from s_server.libssl.handle import Handle
from s_server.libssl.load import current
from s_server.libssl.queue import library_error
from s_server.libssl.x509 import Certificate, stack_items

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl._library import X509_STORE_CTX, CData
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.tls import Tls

POLICY_INDENT = 2
POLICY_RESULT = 2
"""What the library finds when it is done with policies and was to tell of it."""


class VerifyParameters(Handle[X509_VERIFY_PARAM]):
    """What a chain must be like to be valid (X509_VERIFY_PARAM_set_flags(3)).

    A method that takes a word answers whether the library could use it.
    """

    def __init__(self, library: Library) -> None:
        functions = library.functions
        super().__init__(
            functions.X509_VERIFY_PARAM_new(), functions.X509_VERIFY_PARAM_free
        )
        self.library = library

    def begin_with(self, name: str) -> bool:
        """Take over the library's parameters of this name."""
        functions = self.library.functions
        found = functions.X509_VERIFY_PARAM_lookup(os.fsencode(name))
        if found:
            functions.X509_VERIFY_PARAM_set1(self.pointer, found)
        return bool(found)

    def set_purpose(self, name: str) -> bool:
        """Demand that certificates are for this purpose."""
        functions = self.library.functions
        index = functions.X509_PURPOSE_get_by_sname(os.fsencode(name))
        if index < 0:
            return False
        purpose = functions.X509_PURPOSE_get_id(functions.X509_PURPOSE_get0(index))
        return functions.X509_VERIFY_PARAM_set_purpose(self.pointer, purpose) == 1

    def add_policy(self, name: str) -> bool:
        """Accept a policy: an object identifier, or the library's name of one."""
        functions = self.library.functions
        functions.ERR_clear_error()
        policy = functions.OBJ_txt2obj(os.fsencode(name), 0)
        functions.ERR_clear_error()
        if not policy:
            return False
        # On success the object is the parameters' own.
        added = functions.X509_VERIFY_PARAM_add0_policy(self.pointer, policy) == 1
        if not added:
            functions.ASN1_OBJECT_free(policy)
        return added

    def set_flags(self, flags: VerifyFlag) -> None:
        """Turn on checks, or turn them off; a flag stays once it is set."""
        self.library.functions.X509_VERIFY_PARAM_set_flags(self.pointer, flags)

    def set_depth(self, depth: int) -> None:
        """Allow so many authorities between client and root."""
        self.library.functions.X509_VERIFY_PARAM_set_depth(self.pointer, depth)

    def set_auth_level(self, level: int) -> None:
        """Demand a security level of the chain (SSL_CTX_set_security_level(3))."""
        self.library.functions.X509_VERIFY_PARAM_set_auth_level(self.pointer, level)

    def set_time(self, seconds: int) -> None:
        """Check as of this time, in seconds since 1970."""
        self.library.functions.X509_VERIFY_PARAM_set_time(self.pointer, seconds)

    def set_host(self, name: str) -> bool:
        """Demand a host name of the client's certificate."""
        host = os.fsencode(name)
        functions = self.library.functions
        done = functions.X509_VERIFY_PARAM_set1_host(self.pointer, host, len(host))
        functions.ERR_clear_error()
        return done == 1

    def set_email(self, address: str) -> bool:
        """Demand a mail address of the client's certificate."""
        email = os.fsencode(address)
        functions = self.library.functions
        done = functions.X509_VERIFY_PARAM_set1_email(self.pointer, email, len(email))
        functions.ERR_clear_error()
        return done == 1

    def set_ip_address(self, address: str) -> bool:
        """Demand an IP address of the client's certificate."""
        functions = self.library.functions
        done = functions.X509_VERIFY_PARAM_set1_ip_asc(
            self.pointer, os.fsencode(address)
        )
        functions.ERR_clear_error()
        return done == 1

    def use(self, context: Context) -> None:
        """Have a context check chains like this; raises LibraryError."""
        functions = self.library.functions
        functions.ERR_clear_error()
        if functions.SSL_CTX_set1_param(context.pointer, self.pointer) != 1:
            raise library_error(self.library, "cannot use the verify parameters")


def purposes(library: Library) -> tuple[str, ...]:
    """Answer the names of the purposes that the library knows."""
    functions = library.functions
    return tuple(
        text(functions.X509_PURPOSE_get0_sname(functions.X509_PURPOSE_get0(i)))
        for i in range(functions.X509_PURPOSE_get_count())
    )


def parameter_names(library: Library) -> tuple[str, ...]:
    """Answer the names of the sets of parameters that the library knows."""
    functions = library.functions
    name, found = (
        functions.X509_VERIFY_PARAM_get0_name,
        functions.X509_VERIFY_PARAM_get0,
    )
    return tuple(
        text(name(found(i))) for i in range(functions.X509_VERIFY_PARAM_get_count())
    )


def ask_for_certificate(context: Context, mode: VerifyMode) -> None:
    """Ask clients for a certificate, besides what the context did of it before.

    Connections tell of each step; ``context.forgives`` says which errors pass.
    """
    functions = context.library.functions
    before = functions.SSL_CTX_get_verify_mode(context.pointer)
    functions.SSL_CTX_set_verify(context.pointer, before | mode, on_verify)


def asks_for_certificate(context: Context) -> bool:
    """Answer whether a section of the configuration file asked already."""
    return context.library.functions.SSL_CTX_get_verify_mode(context.pointer) != 0


def limit_chain(context: Context, depth: int) -> None:
    """Allow so many authorities between client and root."""
    context.library.functions.SSL_CTX_set_verify_depth(context.pointer, depth)


@ffi.callback("s_server_verify_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_verify(ok: int, store: X509_STORE_CTX) -> int:
    """Take note of a step, and pass an error that the context forgives."""
    functions = current().functions
    index = functions.SSL_get_ex_data_X509_STORE_CTX_idx()
    ssl = ffi.cast("SSL *", functions.X509_STORE_CTX_get_ex_data(store, index))
    connection = connection_of(ssl)
    if connection is None:
        return 0
    tls = cast("Tls", connection)
    return guarded(tls, lambda: _judged(tls, ok, store), 0)


def _judged(tls: Tls, found: int, store: X509_STORE_CTX) -> int:
    library = tls.library
    functions = library.functions
    error = functions.X509_STORE_CTX_get_error(store)
    depth = functions.X509_STORE_CTX_get_error_depth(store)
    forgiven = not found and tls.context.forgives(depth)
    answer = 1 if forgiven else found
    policies = None
    if error == VerifyError.NO_EXPLICIT_POLICY or (
        error == VerifyError.OK and found == POLICY_RESULT
    ):
        policies = _policies(library, store)
    since, reason = None, None
    if error == RevocationError.CERT_REVOKED:
        since, reason = _revocation(library, store)
    tls.note(
        VerifyStep,
        depth=depth,
        certificate=_certificate(library, store),
        found=found,
        error=error,
        words=text(functions.X509_verify_cert_error_string(error)),
        answer=answer,
        policies=policies,
        revoked_since=since,
        revoked_for=reason,
    )
    return answer


def _certificate(library: Library, store: X509_STORE_CTX) -> CertificateText | None:
    functions = library.functions
    pointer = functions.X509_STORE_CTX_get_current_cert(store)
    if not pointer:
        return None
    functions.X509_up_ref(pointer)
    with Certificate(library, pointer) as certificate:
        return CertificateText(certificate)


def _revocation(
    library: Library, store: X509_STORE_CTX
) -> tuple[str | None, int | None]:
    """Since when, and for which reason, the list at hand has a certificate."""
    functions = library.functions
    listed = functions.X509_STORE_CTX_get0_current_crl(store)
    certificate = functions.X509_STORE_CTX_get_current_cert(store)
    place = ffi.new("X509_REVOKED **")
    if not listed or not functions.X509_CRL_get0_by_cert(listed, place, certificate):
        return None, None
    since = functions.X509_REVOKED_get0_revocationDate(place[0])
    found = functions.X509_REVOKED_get_ext_d2i(
        place[0], NID_CRL_REASON, ffi.NULL, ffi.NULL
    )
    reason = None
    if found:
        written = ffi.cast("ASN1_ENUMERATED *", found)
        reason = functions.ASN1_ENUMERATED_get(written)
        functions.ASN1_ENUMERATED_free(written)
    write = functions.ASN1_TIME_print
    return printed(library, lambda bio: write(bio, since)).decode(), reason


def _policies(library: Library, store: X509_STORE_CTX) -> PolicyReport:
    functions = library.functions
    # The tree ends with the call, so it is printed here; there may be none.
    tree = functions.X509_STORE_CTX_get0_policy_tree(store)
    return PolicyReport(
        explicit=functions.X509_STORE_CTX_get_explicit_policy(store) == 1,
        authority=_nodes(library, functions.X509_policy_tree_get0_policies, tree),
        user=_nodes(library, functions.X509_policy_tree_get0_user_policies, tree),
    )


def _nodes(
    library: Library, ask: Callable[[CData], CData], tree: CData
) -> bytes | None:
    nodes = ask(tree)
    if not nodes:
        return None
    write = library.functions.X509_POLICY_NODE_print

    def write_all(bio: CData) -> None:
        for node in stack_items(library, nodes, "X509_POLICY_NODE *"):
            write(bio, node, POLICY_INDENT)

    return printed(library, write_all)
