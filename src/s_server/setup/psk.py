"""Keys shared beforehand: from the options, from a file, from a session."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, LoadError, UsageError
from s_server.events import PskHintUnused
from s_server.events.trace import PskSet

if TYPE_CHECKING:
    from s_server.config import Protocol, Psk
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.libssl.psk import Session

Keys = dict[bytes, bytes]

_IDENTITY_LIMIT = 0xFFFF  # opaque identity<1..2^16-1>, RFC 8446 section 4.2.11


def apply(context: Context, psk: Psk, protocol: Protocol, bus: Bus) -> None:
    """Answer clients with the keys that were given, and send the hint.

    Raises UsageError or LoadError.
    """
    if psk.key is not None:
        bus.emit(PskSet())
    send_hint(context, psk, protocol, bus)
    if psk.key is None and psk.file is None and psk.session is None:
        return
    # Only here: its callbacks take time to make, and most servers have no keys.
    from s_server.libssl.psk import SharedKeys, use_shared_keys  # noqa: PLC0415

    identity = os.fsencode(psk.identity)
    keys = {} if psk.file is None else read_keys(context, psk.file)
    if psk.key is not None:
        _check_key(context, psk.key)
        keys[identity] = psk.key
    session = None if psk.session is None else _read_session(context, psk.session)
    shared = SharedKeys(
        identity=identity, keys=keys, session=session, lenient=psk.file is None
    )
    use_shared_keys(context, shared)


def read_keys(context: Context, path: str) -> Keys:
    """Read lines of ``identity:key``; empty ones and those after # say nothing.

    An identity may have colons: the last one separates.  Raises LoadError that
    names each bad line, by its number from 1.
    """
    from s_server.libssl.psk import is_possible_key  # noqa: PLC0415 - as in apply

    keys: Keys = {}
    problems = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip() or line.lstrip().startswith(b"#"):
            continue
        try:
            identity, key = _read_line(line)
        except ValueError as problem:
            problems.append(f"line {number}: {problem}")
            continue
        if identity in keys:
            problems.append(f"line {number}: this identity has a key already")
        elif not is_possible_key(context.library, key):
            problems.append(f"line {number}: the key is too long: {len(key)} bytes")
        keys[identity] = key
    if problems:
        raise LoadError(f"cannot read the shared keys: {path}", hints=tuple(problems))
    if not keys:
        raise LoadError(f"cannot read the shared keys: {path}: there are none")
    return keys


def _lines(path: str) -> list[bytes]:
    try:
        with open(path, "rb") as file:
            return file.read().splitlines()
    except OSError as problem:
        raise LoadError(
            f"cannot read the shared keys: {path}: {problem.strerror}"
        ) from None


def _read_line(line: bytes) -> tuple[bytes, bytes]:
    """Split a line; raises ValueError, which never shows the key."""
    identity, colon, digits = line.rpartition(b":")
    digits = digits.strip()
    if not colon:
        raise ValueError("there is no colon between an identity and its key")
    if not identity:
        raise ValueError("there is no identity before the colon")
    if len(identity) > _IDENTITY_LIMIT:
        raise ValueError(f"the identity is too long: {len(identity)} bytes")
    if not digits:
        raise ValueError("there is no key after the colon")
    if re.fullmatch(rb"[0-9a-fA-F]*", digits) is None:
        raise ValueError("the key is not hexadecimal")
    if len(digits) % 2:
        raise ValueError(f"the key has an odd number of digits: {len(digits)}")
    return identity, bytes.fromhex(digits.decode())


def _check_key(context: Context, key: bytes) -> None:
    from s_server.libssl.psk import is_possible_key  # noqa: PLC0415 - as in apply

    if not is_possible_key(context.library, key):
        raise UsageError(
            f"the key of option -psk has {len(key)} bytes, "
            f"which is more than {context.library.version} takes"
        )


def send_hint(context: Context, psk: Psk, protocol: Protocol, bus: Bus) -> None:
    """Send the hint, if there is one; raises UsageError when it is too long.

    A connection has it of the context of its server name (SSL_set_SSL_CTX(3)).
    """
    if psk.hint is None:
        return
    if protocol.only == "TLSv1.3":
        bus.emit(PskHintUnused())
        return
    from s_server.libssl.psk import use_identity_hint  # noqa: PLC0415 - as in apply

    data = os.fsencode(psk.hint)
    try:
        use_identity_hint(context, data)
    except LibraryError as problem:
        # The C program prints this line without its name.
        raise UsageError(
            "error setting PSK identity hint to context",
            bare=True,
            hints=(
                f"option -psk_hint has {len(data)} bytes, "
                f"which is more than {context.library.version} takes",
            ),
        ) from problem


def _read_session(context: Context, path: str) -> Session:
    from s_server.libssl.psk import session_from_pem  # noqa: PLC0415 - as in apply

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as problem:
        raise UsageError(
            f"Can't open PSK session file {path}",
            bare=True,
            hints=(str(problem.strerror),),
        ) from None
    try:
        return session_from_pem(context.library, data)
    except LibraryError as problem:
        raise UsageError(
            f"Can't read PSK session file {path}",
            bare=True,
            hints=("it has to be what s_client -sess_out writes", problem.reasons),
        ) from problem
