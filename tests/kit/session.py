"""The shape of a session printed as PEM: what two runs must have in common.

Only what is secret, random or a clock's is replaced, and with its length: the
session id, the master secret, the time, the ticket and its age's mask. All
else must be equal, in the words of `openssl sess_id -text` and, for the fields
it does not show, as the bytes of the SSL_SESSION structure.
"""

from __future__ import annotations

import base64
import binascii
import subprocess
from functools import lru_cache
from typing import TYPE_CHECKING

from tests.kit.clients import start_s_client
from tests.kit.openssls import newest_openssl
from tests.kit.servers import CProgram
from tests.kit.volatile import steady

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = b"-----BEGIN SSL SESSION PARAMETERS-----"
END = b"-----END SSL SESSION PARAMETERS-----"

SEQUENCE = 0x30
FIRST_TAG = 0xA0
"""The context-specific tag [0]."""
RAW_KEY = FIRST_TAG + 20
"""The client's raw public key, since 3.2."""
RANDOM_BY_PLACE = {3: "session id", 4: "master secret"}
"""Fields without a tag of their own, by their place (ssl/ssl_asn1.c)."""
RANDOM_BY_TAG = {1: "time", 10: "ticket", 14: "mask of the ticket's age"}


class MalformedSessionError(ValueError):
    """The block is not what OpenSSL writes for a session."""


def save_session(folder: Path, certificate: str, name: str) -> None:
    """Have s_client save a session of TLS 1.3, with a suite of SHA-384."""
    suite = ("-ciphersuites", "TLS_AES_256_GCM_SHA384", "-sess_out", name)
    options = ("-cert", certificate, "-naccept", "1", "-rev")
    with (
        CProgram().start(*options, cwd=folder) as server,
        start_s_client(server.address, *suite, cwd=folder) as client,
    ):
        # The tickets come before the answer.
        client.type(b"hello\n")
        client.wait_bytes(b"olleh")
        client.finish()
        server.wait()


@lru_cache
def session_shape(body: tuple[bytes, ...]) -> tuple[str, ...]:
    """Describe the session in the body lines of a block, one fact a line."""
    der = _decoded(body)
    words = [steady(line) for line in _sess_id(der).splitlines()]
    return (*words, *_fields(der))


def _decoded(body: tuple[bytes, ...]) -> bytes:
    try:
        der = base64.b64decode(b"".join(body), validate=True)
    except binascii.Error as error:
        raise MalformedSessionError(str(error)) from error
    text = base64.b64encode(der)
    canonical = tuple(text[at : at + 64] for at in range(0, len(text), 64))
    if canonical != body:
        raise MalformedSessionError("its lines are not wrapped as PEM is")
    return der


def _sess_id(der: bytes) -> str:
    # Older ones know no session with a raw public key in it.
    program = newest_openssl() if RAW_KEY in _tags(der) else ("openssl",)
    command = [*program, "sess_id", "-inform", "DER", "-noout", "-text"]
    done = subprocess.run(command, input=der, capture_output=True, check=False)
    if done.returncode:
        raise MalformedSessionError(done.stderr.decode())
    return done.stdout.decode()


def _tags(der: bytes) -> set[int]:
    _, content, _ = _element(der)
    tags = set()
    while content:
        tag, _, content = _element(content)
        tags.add(tag)
    return tags


def _fields(der: bytes) -> list[str]:
    tag, content, rest = _element(der)
    if tag != SEQUENCE or rest:
        raise MalformedSessionError("it is not one whole SEQUENCE")
    facts = []
    place = 0
    while content:
        tag, value, content = _element(content)
        facts.append(_fact(place, tag, value))
        place += 1
    return facts


def _fact(place: int, tag: int, value: bytes) -> str:
    name = RANDOM_BY_PLACE.get(place)
    label = f"field {place}"
    if tag >= FIRST_TAG:
        name = RANDOM_BY_TAG.get(tag - FIRST_TAG)
        label = f"field [{tag - FIRST_TAG}]"
        inner, value, rest = _element(value)
        if rest:
            raise MalformedSessionError(f"more than one value in {label}")
        label += f" of type {inner:#04x}"
    if name is None:
        return f"{label}: {value.hex()}"
    # An INTEGER has no leading zeros, so a random one has no fixed length.
    length = "" if tag - FIRST_TAG in {1, 14} else f" {len(value)}"
    return f"{label}: <{name}{length}>"


def _element(data: bytes) -> tuple[int, bytes, bytes]:
    """Split DER into the first element's tag and value, and the rest."""
    if len(data) < 2:
        raise MalformedSessionError("it ends early")
    tag, length, start = data[0], data[1], 2
    if length >= 0x80:
        start += length - 0x80
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        raise MalformedSessionError("it ends early")
    return tag, data[start : start + length], data[start + length :]
