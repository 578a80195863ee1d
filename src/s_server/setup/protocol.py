"""Protocol versions, ciphers, groups and all that ``SSL_CONF_cmd(3)`` sets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, UnsupportedError, UsageError
from s_server.libssl.constants import SslOption
from s_server.libssl.features import FEATURES
from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.config import Command, Dtls, General, Protocol
    from s_server.libssl.context import Context

_GROUPS = "takes names with colons between them, such as X25519:P-256"
_ALGORITHMS = "takes names with colons between them, such as RSA-PSS+SHA256:ed25519"
_VERSION = "takes one of None, SSLv3, TLSv1, TLSv1.1, TLSv1.2 and TLSv1.3"
_TAKES = {
    "-groups": _GROUPS,
    "-curves": _GROUPS,
    "-named_curve": "takes the name of one group, such as P-256",
    "-sigalgs": _ALGORITHMS,
    "-client_sigalgs": _ALGORITHMS,
    "-min_protocol": _VERSION,
    "-max_protocol": _VERSION,
    "-record_padding": "takes 0 to 16384 bytes",
    "-num_tickets": "takes 0 or more",
}
"""What would be right, where libssl's reasons do not say it."""


def apply(context: Context, protocol: Protocol, general: General, dtls: Dtls) -> None:
    """Apply the commands in their order, then the section, then the one version.

    The order is the C program's: a protocol flag overrides what the others said.
    Raises UsageError, UnsupportedError or LibraryError.
    """
    for command in protocol.commands:
        _check_padding(context, command)
    _replay(context, protocol.commands)
    if general.config_section is not None:
        context.apply_section(general.config_section)
    only = dtls.only if dtls.is_on else protocol.only
    if only is not None:
        try:
            context.allow_only(only)
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


def _check_padding(context: Context, command: Command) -> None:
    """Refuse a second size that this library would leave unread."""
    both = command.name == "-record_padding" and "," in (command.value or "")
    if both and not context.library.has("handshake_padding"):
        lack = FEATURES["handshake_padding"].lack(context.library.version)
        raise UnsupportedError(f"option -record_padding with two sizes needs {lack}")


def _replay(context: Context, commands: Iterable[Command]) -> None:
    try:
        context.replay((command.name, command.value) for command in commands)
    except UnsupportedError as problem:
        unknown = problem.message
        rows = [o for o in OPTIONS if unknown.startswith(f"option -{o.name} ")]
        brought = [f": OpenSSL {row.since} brought it" for row in rows]
        raise UnsupportedError("".join([unknown, *brought])) from None
    except LibraryError as problem:
        # The C program prints this line without its name; the reasons are hints.
        line = problem.message.removesuffix(f": {problem.reasons}")
        named = re.findall(r"-\w+", line)[:1]
        takes = [f"{option} {_TAKES[option]}" for option in named if option in _TAKES]
        if newer := _newer(context, line):
            reasons, takes = [f"it names {newer}"], []
        else:
            reasons = [problem.reasons] if problem.reasons else []
        raise UsageError(line, bare=True, hints=(*reasons, *takes)) from problem


def _newer(context: Context, line: str) -> str:
    # Imported where used: for complaints alone.
    from s_server.setup.algorithms import newer_in_names  # noqa: PLC0415 - see above

    return newer_in_names(context.library, line)
