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

    from s_server.config import Identity

LIMIT = 1024
"""Bytes of a pass phrase that OpenSSL can take."""


class Phrases:
    """The pass phrases of a few files: the given one, or each file's is asked for.

    ``option`` is the one that could have given it, if any.
    """

    def __init__(
        self,
        given: bytes | None,
        prompt: Callable[[str], str | None],
        option: str | None = None,
    ) -> None:
        self.option = option
        self._given = given
        self._prompt = prompt
        self._answers: dict[str, bytes | None] = {}

    def of(self, uri: str) -> PassPhrase:
        """Answer the pass phrase for ``uri``; a file that is read twice asks once."""
        return PassPhrase(lambda: self._phrase(uri))

    def _phrase(self, uri: str) -> bytes | None:
        if self._given is not None:
            return self._given
        if uri not in self._answers:
            answer = self._prompt(f"Enter pass phrase for {uri}:")
            self._answers[uri] = None if answer is None else os.fsencode(answer)
        return self._answers[uri]


def read_phrases(
    identity: Identity, prompt: Callable[[str], str | None]
) -> tuple[Phrases, Phrases]:
    """Answer the phrases of -pass and those of -dpass; raises UsageError.

    They are read now, whether a file needs them or not.  The same words for both
    name one source, with a line for each.
    """
    first, second = identity.pass_source, identity.second_pass_source
    if first is not None and first == second:
        one, two = read_source(first, lines=2)
        return Phrases(one, prompt, "pass"), Phrases(two, prompt, "dpass")
    return _phrases(first, prompt, "pass"), _phrases(second, prompt, "dpass")


def _phrases(
    source: str | None, prompt: Callable[[str], str | None], option: str
) -> Phrases:
    given = None if source is None else read_source(source, option)[0]
    return Phrases(given, prompt, option)


def read_source(source: str, option: str = "pass", *, lines: int = 1) -> list[bytes]:
    """Read so many pass phrases from one source; raises UsageError.

    A source that has no lines gives the same one each time.
    """
    if source == "stdin":
        return _lines(0, "stdin", lines)
    kind, colon, rest = source.partition(":")
    if colon:
        match kind:
            case "pass":
                return [os.fsencode(rest)] * lines
            case "env":
                return [_environment(rest)] * lines
            case "file":
                return _file(rest, lines)
            case "fd":
                return _descriptor(rest, lines)
            case _:
                pass
    hint = f"-{option} takes pass:PHRASE, env:NAME, file:PATH, fd:NUMBER or stdin"
    if ":" not in source[:5]:
        missing = "Invalid password argument, missing ':' within the first 5 chars"
        raise _bad(missing, hint)
    raise _bad(f'Invalid password argument, starting with "{source[:5]}"', hint)


def _environment(name: str) -> bytes:
    value = os.environb.get(os.fsencode(name))
    if value is None:
        raise _bad(f"No environment variable {name}")
    return value


def _file(path: str, lines: int) -> list[bytes]:
    try:
        with open(path, "rb") as file:
            read = [file.readline(LIMIT) for _ in range(lines)]
    except OSError as problem:
        raise _bad(f"Can't open file {path}: {problem.strerror}") from None
    return _checked(read, f"file:{path}")


def _descriptor(number: str, lines: int) -> list[bytes]:
    try:
        return _lines(int(number), f"fd:{number}", lines)
    except (ValueError, OverflowError):
        raise _bad(f"Invalid file descriptor {number!r}") from None


def _lines(descriptor: int, shown: str, lines: int) -> list[bytes]:
    try:
        read = [_line(descriptor) for _ in range(lines)]
    except OSError as problem:
        raise _bad(f"Error reading password from {shown}: {problem.strerror}") from None
    return _checked(read, shown)


def _line(descriptor: int) -> bytes:
    """Read one line and not a byte more: the rest is for the console."""
    line = bytearray()
    while len(line) < LIMIT and not line.endswith(b"\n"):
        byte = os.read(descriptor, 1)
        if not byte:
            break
        line += byte
    return bytes(line)


def _checked(read: list[bytes], shown: str) -> list[bytes]:
    """Answer the lines without their ends; none may be missing."""
    for number, line in enumerate(read):
        if not line:
            why = "it has no second line, for -dpass" if number else "it is empty"
            raise _bad(f"Error reading password from {shown}: {why}")
    return [line.rstrip(b"\r\n") for line in read]


def _bad(*hints: str) -> UsageError:
    return UsageError("Error getting password", hints=hints)
