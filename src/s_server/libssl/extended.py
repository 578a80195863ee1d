"""Further certificates of which each handshake takes those that suit its client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import ChainChecked
from s_server.libssl.callbacks import connection_of, guarded
from s_server.libssl.constants import CERT_FLAG_SUITE_B, ChainCheck, SslCtrl
from s_server.libssl.ffi import ffi
from s_server.libssl.load import current

if TYPE_CHECKING:
    from s_server.libssl._library import SSL, CData
    from s_server.libssl.callbacks import Talker
    from s_server.libssl.chain import Credentials
    from s_server.libssl.context import Context


def choose_by_client(context: Context) -> None:
    """Serve of the groups those that suit the client, and nothing else.

    The groups are those of the context that a connection began with.
    """
    context.library.functions.SSL_CTX_set_cert_cb(
        context.pointer, on_certificate, ffi.NULL
    )


@ffi.callback("s_server_certificate_cb")  # type: ignore[untyped-decorator]  # cffi is untyped here
def on_certificate(ssl: SSL, _: CData) -> int:
    """Give the connection its certificates (SSL_CTX_set_cert_cb(3)); 0 ends it."""
    connection = connection_of(ssl)
    if connection is None:
        return 0
    return guarded(connection, lambda: int(_choose(ssl, connection)), 0)


def _choose(ssl: SSL, connection: Talker) -> bool:
    functions = current().functions
    # What -cert and -dcert put there goes too.
    functions.SSL_certs_clear(ssl)
    flags = functions.SSL_ctrl(ssl, SslCtrl.CERT_FLAGS, 0, ffi.NULL)
    with connection.context.groups as groups:
        for number, group in enumerate(groups, start=1):
            checks = _check(ssl, group)
            connection.note(
                ChainChecked,
                number=number,
                certificate=group.certificate,
                checks=checks,
                suite_b=bool(flags & CERT_FLAG_SUITE_B),
            )
            if checks & ChainCheck.VALID and not _install(ssl, group):
                return False
    return True


def _check(ssl: SSL, group: Credentials) -> int:
    pointer = ffi.NULL if group.chain is None else group.chain.pointer
    return current().functions.SSL_check_chain(
        ssl,
        group.certificate.pointer,
        group.key.pointer,
        ffi.cast("struct stack_st_X509 *", pointer),
    )


def _install(ssl: SSL, group: Credentials) -> bool:
    functions = current().functions
    if functions.SSL_use_certificate(ssl, group.certificate.pointer) != 1:
        return False
    if functions.SSL_use_PrivateKey(ssl, group.key.pointer) != 1:
        return False
    if group.build:
        return functions.SSL_ctrl(ssl, SslCtrl.BUILD_CERT_CHAIN, 0, ffi.NULL) > 0
    if group.chain is not None:
        return functions.SSL_ctrl(ssl, SslCtrl.CHAIN, 1, group.chain.pointer) == 1
    return True
