"""Damaged hellos and messages: a seeded run finds no error but the one.

``make fuzz`` makes the run ten times as long as the suite does.
"""

from __future__ import annotations

import os
import random
import time

import pytest

from s_server.errors import WireError
from s_server.wire.client_hello import ClientHello
from s_server.wire.extension_contents import CONTENTS
from s_server.wire.extensions import Extension
from s_server.wire.fingerprints import ja3, ja4_ro
from s_server.wire.first_flight import first_client_hello
from s_server.wire.handshake import decode_message
from tests.kit.hellos import recorded

HELLOS = int(os.environ.get("FUZZ_ROUNDS", "100000"))
ROUNDS = HELLOS // 5
SEED = 20261121
EDGES = (0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF)
CODES = (*CONTENTS, 0x0A0A, 0xFFFF)
VERSIONS = (0x0300, 0x0301, 0x0303, 0x0304, 0xFEFD)
SUITES = (None, 0x0003, 0x0033, 0x008C, 0xC013, 0xC01E, 0xC035)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The same with one to four things wrong with it."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            del found[at:]
        elif kind == 1:
            found[at:at] = chance.randbytes(chance.choice((1, 2, 3, 300)))
        elif kind == 2:
            del found[at : at + chance.randint(1, 8)]
        elif kind == 3:
            end = at + chance.randint(1, 64)
            found[at:at] = found[at:end]
        elif at < len(found):
            found[at] = chance.choice(EDGES) if kind == 4 else chance.randrange(256)
    return bytes(found)


def look_at(hello: ClientHello) -> None:
    """Ask it everything."""
    for extension in hello.extensions or ():
        assert extension.contents != extension
    ja3(hello)
    ja4_ro(hello)
    for name in ClientHello.__dict__:
        if not name.startswith("_"):
            getattr(hello, name)
    assert repr(hello)


def test_damaged_hellos() -> None:
    chance = random.Random(SEED)
    samples = [(hello.data, hello.dtls) for hello in recorded()]
    understood = 0
    for _ in range(HELLOS):
        whole, dtls = chance.choice(samples)
        try:
            hello = first_client_hello(damaged(whole, chance), dtls=dtls)
            understood += 1
            if understood % 8 == 0:
                look_at(hello)
        except WireError:
            continue
    # The run is worth nothing if all of them fail at the first length.
    assert understood > HELLOS / 50


def test_damage_inside_the_extensions() -> None:
    # The lengths outside are right again, so that every structure is reached.
    chance = random.Random(SEED)
    hellos = [first_client_hello(h.data, dtls=h.dtls) for h in recorded()]
    parts = [e for hello in hellos for e in hello.extensions or ()]
    for _ in range(ROUNDS):
        part = chance.choice(parts)
        data = damaged(part.data, chance)[:2000]
        code = part.code if chance.random() < 0.7 else chance.choice(CODES)
        extension = Extension(code, data, chance.choice((1, 1, 1, 2, 4, 6, 8, 11, 13)))
        assert extension.contents != extension
        body = ClientHello(0x0303, bytes(32), extensions=(extension,)).encode()
        found = ClientHello.decode(body)
        assert found.encode() == body
        if chance.random() < 0.2:
            look_at(found)


def test_damaged_messages() -> None:
    chance = random.Random(SEED)
    bodies = [hello.data[9:] for hello in recorded()] + [bytes(n) for n in (0, 4, 40)]
    for _ in range(ROUNDS):
        body = damaged(chance.choice(bodies), chance)[: chance.choice((40, 200, 4000))]
        version = chance.choice(VERSIONS)
        dtls = version > 0xFE00
        size = len(body).to_bytes(3)
        place = bytes(5) + size if dtls else b""
        data = bytes((chance.randrange(27),)) + size + place + body
        suite = chance.choice(SUITES)
        try:
            message = decode_message(data, version, dtls=dtls, cipher_suite=suite)
        except WireError:
            continue
        assert message.encode() == data
        for extension in message.extensions:
            assert extension.contents != extension


@pytest.mark.parametrize("code", [0, 16, 51, 57])
def test_the_time_is_in_proportion_to_the_bytes(code: int) -> None:
    # The longest that fits, of the shortest items: nothing here may take seconds.
    def spent(size: int) -> float:
        items = bytes(size)
        body = size.to_bytes(2) + items if code != 57 else items
        began = time.process_time()
        assert Extension(code, body).contents is not None
        return time.process_time() - began

    spent(100)
    small, large = spent(6000), spent(60000)
    assert large < 40 * small + 0.5
