"""Where to listen, read from the words of ``-port`` and ``-accept``.

The forms are those of ``BIO_parse_hostserv(3)`` with the service first: ``4433``,
``https``, ``host:4433``, ``[::1]:4433``, ``*:4433`` and ``:4433``.  Two words that
the C program misreads in silence are refused: an IPv4 address alone (a service name
to it) and a host without a port (a random port).
"""

from __future__ import annotations

import re

from s_server.config import TcpEndpoint
from s_server.errors import UsageError
from s_server.options.numbers import number
from s_server.options.row import Kind

_FORM = re.compile(
    r"(?:(?:\[(?P<bracketed>[^\]]*)\]|(?P<host>[^:\[\]]*)):)?(?P<service>[^:\[\]]*)"
)
_ALONE_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_DIGITS = re.compile(r"[0-9]+")

_LAST_PORT = 65535


def port(word: str) -> TcpEndpoint:
    """Read the number given to ``-port``: every address, that port."""
    value = number(word, Kind.POSITIVE, option="port")
    if value > _LAST_PORT:
        raise _out_of_range(word, "port", lowest=1)
    return TcpEndpoint(service=str(value))


def accept(word: str) -> TcpEndpoint:
    """Read the host and service given to ``-accept``; port 0 lets the kernel pick."""
    match = _FORM.fullmatch(word)
    if _IPV4.fullmatch(word) or _ALONE_IN_BRACKETS.fullmatch(word):
        raise UsageError(
            f'-accept argument "{word}" has no port',
            hints=(f'write the port too: "{word}:4433"',),
        )
    if match is None:
        raise _malformed(word)
    service = match["service"]
    if service in {"", "*"}:
        raise UsageError(
            f'-accept argument "{word}" has no port',
            hints=("write a port or 0, with which the kernel picks one",),
        )
    if _DIGITS.fullmatch(service) and not _is_port(service):
        raise _out_of_range(service, "accept", lowest=0)
    host = match["bracketed"] or match["host"] or "*"
    return TcpEndpoint(host=None if host == "*" else host, service=service)


def _is_port(digits: str) -> bool:
    # Python refuses to read thousands of digits; five are enough for a port.
    significant = digits.lstrip("0") or "0"
    return len(significant) <= 5 and int(significant) <= _LAST_PORT


def _malformed(word: str) -> UsageError:
    hint = f'"{word}" is not of the form [host:]port'
    if ":" in word:
        hint += ", and an IPv6 address stands in brackets"
    return UsageError("-accept argument malformed or ambiguous", hints=(hint,))


def _out_of_range(word: str, option: str, *, lowest: int) -> UsageError:
    return UsageError(
        f'port "{word}" for option -{option} is out of range',
        hints=(f"a port is a number from {lowest} to {_LAST_PORT}",),
    )
