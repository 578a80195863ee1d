"""Protocol versions, ciphers, groups and all that ``SSL_CONF_cmd(3)`` sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import LibraryError, UnsupportedError, UsageError
from s_server.libssl.constants import SslOption

if TYPE_CHECKING:
    from s_server.config import General, Protocol
    from s_server.libssl.context import Context


def apply(context: Context, protocol: Protocol, general: General) -> None:
    """Apply the commands in their order, then the section, then the one version.

    The order is the C program's: a protocol flag overrides what the others said.
    Raises UsageError, UnsupportedError or LibraryError.
    """
    try:
        context.replay((command.name, command.value) for command in protocol.commands)
    except LibraryError as problem:
        raise _plain(problem) from problem
    if general.config_section is not None:
        context.apply_section(general.config_section)
    if protocol.only is not None:
        try:
            context.allow_only(protocol.only)
        except LibraryError as problem:
            raise UnsupportedError(problem.message) from problem
    _set_bits(context, protocol)
    if not context.can_serve():
        raise UsageError(
            "no protocol version is left to serve",
            hints=("see -min_protocol, -max_protocol and the -no_ options",),
        )


def _set_bits(context: Context, protocol: Protocol) -> None:
    if protocol.ignore_unexpected_eof:
        context.set_option(SslOption.IGNORE_UNEXPECTED_EOF)
    if protocol.legacy_server_connect is not None:
        context.set_option(
            SslOption.LEGACY_SERVER_CONNECT, on=protocol.legacy_server_connect
        )


def _plain(problem: LibraryError) -> UsageError:
    """The C program prints this line without its name; the reasons are hints."""
    line, _, reasons = problem.message.partition(" failed: ")
    hints = (reasons,) if reasons else ()
    return UsageError(f"{line} failed" if reasons else line, bare=True, hints=hints)
