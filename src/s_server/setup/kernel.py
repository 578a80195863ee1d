"""What the kernel does of TLS: records, and files without copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import OptionImplied, Warned
from s_server.libssl.constants import SslOption
from s_server.options.rules import IMPLICATIONS

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library


def announce(config: Config, library: Library, bus: Bus) -> None:
    """Tell of each option that turns another one on, where the library has both."""
    if config.network.kernel_tls and config.network.non_blocking_test:
        bus.emit(Warned(message="option -ktls has no effect with -nbio_test"))
    given = set(config.given)
    for row in IMPLICATIONS:
        if row.option in given and row.implies not in given and _implies(library):
            bus.emit(OptionImplied(option=row.option, implied=row.implies))
            given.add(row.implies)


def apply(context: Context, config: Config) -> None:
    """Have the kernel encrypt and decrypt, as far as it can.

    It cannot where writes are cut up for a test: it makes a record of each.
    """
    if config.network.non_blocking_test:
        # OpenSSL's own configuration may have turned it on.
        context.set_option(SslOption.ENABLE_KTLS, on=False)
        context.lets_kernel_help = False
        return
    mode = config.mode
    implied = (mode.sendfile or mode.zerocopy) and _implies(context.library)
    if config.network.kernel_tls or implied:
        context.set_option(SslOption.ENABLE_KTLS)
    if mode.zerocopy:
        context.set_option(SslOption.ENABLE_KTLS_TX_ZEROCOPY_SENDFILE)
    # OpenSSL's own configuration may have turned it on as well.
    context.lets_kernel_help = context.has_option(SslOption.ENABLE_KTLS)


def _implies(library: Library) -> bool:
    # The rows' release, 3.2, brought this too.
    return library.has("zerocopy")
