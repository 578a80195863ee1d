"""The look for what is to be sent after a certificate, done once where it is in vain.

For a certificate without a chain libssl looks in the trusted certificates for what
could follow it, at every full handshake.  Mostly nothing follows, and to know that it
reads a folder with hundreds of files (SSL_CERT_DIR): a fifth of the whole handshake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from s_server.libssl.constants import BuildChain, SetCurrent, SslCtrl
from s_server.libssl.ffi import ffi

if TYPE_CHECKING:
    from s_server.libssl._library import OPENSSL_STACK
    from s_server.libssl.context import Context


def remember_lone_certificates(context: Context) -> None:
    """Send each certificate alone for which nothing to follow is found now.

    An issuer that is put into the folder later is not sent.  A certificate whose chain
    was given, or is found, is left as it is: libssl goes on looking.
    """
    functions = context.library.functions
    current = functions.SSL_CTX_get0_certificate(context.pointer)
    if not current:
        return
    more = _control(context, SslCtrl.SET_CURRENT_CERT, SetCurrent.FIRST)
    while more:
        _remember_if_lone(context)
        more = _control(context, SslCtrl.SET_CURRENT_CERT, SetCurrent.NEXT)
    functions.SSL_CTX_ctrl(
        context.pointer, SslCtrl.SELECT_CURRENT_CERT, 0, ffi.cast("void *", current)
    )


def _remember_if_lone(context: Context) -> None:
    functions = context.library.functions
    if _chain(context):
        return
    # The very look of a handshake; what it makes is kept as the chain, empty or not,
    # and with one libssl looks no more (SSL_CTX_build_cert_chain(3)).
    flags = BuildChain.IGNORE_ERROR | BuildChain.CLEAR_ERROR
    _control(context, SslCtrl.BUILD_CERT_CHAIN, flags)
    built = _chain(context)
    if built and functions.OPENSSL_sk_num(built):
        # Certificates of a chain that is set are checked where found ones are not
        # (-strict), so these go back.
        _control(context, SslCtrl.CHAIN, 0)
    functions.ERR_clear_error()


def _chain(context: Context) -> OPENSSL_STACK:
    """Answer the current certificate's chain; NULL where none was set."""
    chain = ffi.new("OPENSSL_STACK **")
    context.library.functions.SSL_CTX_ctrl(
        context.pointer, SslCtrl.GET_CHAIN_CERTS, 0, chain
    )
    return cast("OPENSSL_STACK", chain[0])


def _control(context: Context, command: SslCtrl, number: int) -> int:
    return context.library.functions.SSL_CTX_ctrl(
        context.pointer, command, number, ffi.NULL
    )
