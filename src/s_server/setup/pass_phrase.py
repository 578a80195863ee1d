"""Pass phrase sources: ``pass:``, ``env:``, ``file:``, ``fd:``, ``stdin``, a prompt.

See openssl-passphrase-options(1).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.libssl.store import PassPhrase

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 1024
"""Bytes of a pass phrase that OpenSSL can take."""


def pass_phrase(
    source: str | None, uri: str, prompt: Callable[[str], str | None]
) -> PassPhrase:
    """Answer the pass phrase for ``uri``; without a source it is asked for.

    Raises UsageError when the source cannot be read.
    """
    if source is None:
        return PassPhrase(lambda: _prompted(uri, prompt))
    phrase = read_source(source)
    return PassPhrase(lambda: phrase)


def read_source(source: str) -> bytes:
    """Read a pass phrase from its source; raises UsageError."""
    if source == "stdin":
        return _first_line(0, "stdin")
    kind, colon, rest = source.partition(":")
    if colon:
        match kind:
            case "pass":
                return os.fsencode(rest)
            case "env":
                return _environment(rest)
            case "file":
                return _file(rest)
            case "fd":
                return _descriptor(rest)
            case _:
                pass
    if ":" not in source[:5]:
        raise _bad("Invalid password argument, missing ':' within the first 5 chars")
    raise _bad(f'Invalid password argument, starting with "{source[:5]}"')


def _prompted(uri: str, prompt: Callable[[str], str | None]) -> bytes | None:
    answer = prompt(f"Enter pass phrase for {uri}:")
    return None if answer is None else os.fsencode(answer)


def _environment(name: str) -> bytes:
    value = os.environb.get(os.fsencode(name))
    if value is None:
        raise _bad(f"No environment variable {name}")
    return value


def _file(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return _without_end(file.readline(LIMIT))
    except OSError as problem:
        raise _bad(f"Can't open file {path}: {problem.strerror}") from None


def _descriptor(number: str) -> bytes:
    try:
        return _first_line(int(number), f"fd:{number}")
    except (ValueError, OverflowError):
        raise _bad(f"Invalid file descriptor {number!r}") from None


def _first_line(descriptor: int, shown: str) -> bytes:
    """Read one line and not a byte more: the rest is for the console."""
    line = bytearray()
    try:
        while len(line) < LIMIT and not line.endswith(b"\n"):
            byte = os.read(descriptor, 1)
            if not byte:
                break
            line += byte
    except OSError as problem:
        raise _bad(f"Error reading password from {shown}: {problem.strerror}") from None
    if not line:
        raise _bad(f"Error reading password from {shown}: it is empty")
    return _without_end(bytes(line))


def _without_end(line: bytes) -> bytes:
    return line.rstrip(b"\r\n")


def _bad(message: str) -> UsageError:
    return UsageError("Error getting password", hints=(message,))
