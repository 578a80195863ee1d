"""Readers of words that mean more than their kind says, one for each such option."""

from __future__ import annotations

import os
import re

from s_server.config import NamedIdentity, ProviderParameter, Request
from s_server.errors import UsageError
from s_server.options.numbers import number
from s_server.options.row import Kind

_LONGEST_PROTOCOL = 255  # its length is written in one byte (RFC 7301 3.1)
_LONGEST_LIST = 65535
_LONGEST_EXPORT = 1 << 20


def shared_key(word: str) -> bytes:
    """Read the key of -psk: pairs of hexadecimal digits."""
    if re.fullmatch(r"[0-9a-fA-F]*", word) is None:
        raise UsageError(f"Not a hex number '{word}'", bare=True)
    if not word or len(word) % 2:
        raise UsageError(
            f"option -psk takes pairs of hexadecimal digits, not {len(word)} digits",
            hints=("each pair is a byte of the key: 0a, not a",),
        )
    return bytes.fromhex(word)


def early_data_limit(word: str, *, option: str) -> int:
    """Read a number of bytes; a negative one has a message of its own."""
    value = number(word, Kind.INTEGER, option=option)
    if value < 0:
        raise UsageError(f"Invalid value for {option}", bare=True)
    return value


def protocol_list(word: str, *, option: str) -> tuple[bytes, ...]:
    """Read names of application protocols with commas; empty ones do not count.

    The C program ends without a word where this raises UsageError.
    """
    given = os.fsencode(word)
    names = tuple(name for name in given.split(b",") if name)
    hints = ("write protocols with commas, such as h2,http/1.1",)
    if not names:
        raise UsageError(f'-{option} argument "{word}" has no protocol', hints=hints)
    if any(len(name) > _LONGEST_PROTOCOL for name in names):
        raise UsageError(
            f"-{option} argument has a protocol of {max(map(len, names))} bytes: "
            f"{_LONGEST_PROTOCOL} are allowed",
            hints=hints,
        )
    if len(given) >= _LONGEST_LIST:
        raise UsageError(
            f"-{option} argument has {len(given)} bytes: "
            f"{_LONGEST_LIST - 1} are allowed"
        )
    return names


def export_length(word: str) -> int:
    """Read how many bytes to export: each connection keeps them in memory."""
    value = number(word, Kind.POSITIVE, option="keymatexportlen")
    if value > _LONGEST_EXPORT:
        raise UsageError(
            f"-keymatexportlen argument {value} is too large: "
            f"at most {_LONGEST_EXPORT} bytes are printed"
        )
    return value


def certificate_request(word: str, *, required: bool) -> Request:
    """Read the depth of ``-verify`` or ``-Verify``."""
    option = "Verify" if required else "verify"
    depth = number(word, Kind.INTEGER, option=option)
    return Request(depth, required)


def provider_parameter(word: str) -> ProviderParameter:
    """Read ``[provider:]key=value``; blanks around each part do not count."""
    before, equals, value = word.partition("=")
    provider, _, key = before.rpartition(":")
    if not equals or not key.strip():
        raise UsageError(
            f"malformed '-provparam' option value: '{word}'",
            hints=("it takes key=value for all providers, or name:key=value for one",),
        )
    return ProviderParameter(provider.strip() or None, key.strip(), value.strip())


def named_identity(word: str) -> NamedIdentity:
    """Read ``NAME=CERT[:KEY]``; the key begins after the first colon."""
    name, equals, files = word.partition("=")
    cert, colon, key = files.partition(":")
    if not equals or not name or not cert or (colon and not key):
        raise UsageError(
            f"option -sni takes NAME=CERT or NAME=CERT:KEY, not {word!r}", see_help=True
        )
    return NamedIdentity(_server_name(name), cert, key or None)


# Letters, digits and what is seen in names all the same; a client sends no other.
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")


def _server_name(name: str) -> str:
    """Check a name as RFC 6125 has it: a wildcard is all of the first label."""
    if not name.isascii():
        raise UsageError(
            f"option -sni takes names as clients send them, not {name!r}",
            hints=_in_ascii(name),
        )
    first, *rest = labels = name.split(".")
    if first == "*" and rest:
        labels = rest
    if "*" in "".join(labels):
        raise UsageError(
            f"option -sni takes * for the whole first label alone, not {name!r}",
            hints=("*.example.com stands for www.example.com and its like",),
        )
    if not all(map(_LABEL.fullmatch, labels)):
        raise UsageError(f"option -sni takes the name of a host, not {name!r}")
    return name.lower()


def _in_ascii(name: str) -> tuple[str, ...]:
    try:
        return (f"write it as {name.encode('idna').decode()}",)
    except UnicodeError:
        return ()


def padding(word: str) -> str:
    """Read sizes to pad records to: of data, and after a comma of the handshake.

    They are answered in decimal, which is all that libssl reads.
    """
    sizes = word.split(",")
    if len(sizes) > 2:
        raise UsageError(f"-record_padding takes one size or two, not {word!r}")
    read = (number(s, Kind.INTEGER, option="record_padding") for s in sizes)
    return ",".join(map(str, read))


def responder(word: str) -> str:
    """Check the address of an OCSP responder."""
    from s_server.wire import http_url  # noqa: PLC0415 - seldom needed

    try:
        http_url.parse(word)
    except ValueError as problem:
        raise UsageError(
            "Error parsing -status_url argument",
            bare=True,
            hints=(f"{word!r}: {problem}",),
        ) from problem
    return word


STORE_SCHEMES = ("redis", "rediss", "valkey", "valkeys", "unix")


def session_store(word: str) -> str:
    """Check where sessions are shared; the URL may hold a password, so it is not said.

    The rest of it is for the client library to read.
    """
    scheme, colon, _ = word.partition("://")
    if not colon or scheme.lower() not in STORE_SCHEMES:
        raise UsageError(
            "option -session_store takes the URL of a Redis or Valkey server",
            hints=(
                "write it as redis://host:port/db, with TLS as rediss://host:port/db",
                "valkey://, valkeys:// and unix:///path?db=0 do too",
            ),
        )
    return word


def proxy(word: str) -> str:
    """Check the address of a proxy; an empty one is none."""
    from s_server.wire import http_url  # noqa: PLC0415 - seldom needed

    try:
        return word and http_url.parse(word).text
    except ValueError as problem:
        raise UsageError(
            f'cannot use -proxy argument "{word}": {problem}',
            hints=("write it as http://host:port",),
        ) from problem
