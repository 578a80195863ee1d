"""What passed before a client was proven is told, and was never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.events import ClientHelloReceived, MessagePassed, RecordPassed
from s_server.libssl.context import Context
from s_server.libssl.datagram import Door, ask_for_cookies
from s_server.libssl.load import Release
from s_server.libssl.messages import MessageWishes, report_messages
from s_server.libssl.tls import Outcome
from s_server.setup.cookies import Secrets
from tests.kit.datagrams import another, client_hello, with_cookie
from tests.kit.serving import use_pair
from tests.libssl.test_datagram import flood, sockets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.datagram import DatagramTls
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

PEER = "192.0.2.1:4433"
HEAD = 13  # bytes of a record's
EVERYTHING = MessageWishes(hellos=True, messages=True, records=True)
Passed = tuple[bool, bytes]


@pytest.fixture(params=[False, True], ids=["", "-listen"])
def listens(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def door(library: Library, certificates: Certificates, listens: bool) -> Iterator[Door]:  # noqa: FBT001 - a fixture
    with Context(library, datagrams=True) as made:
        use_pair(made, certificates.pair("rsa"))
        ask_for_cookies(made, Secrets(), listens=listens)
        report_messages(made, EVERYTHING)
        door = Door(made)
        yield door
        door.close()


def passed(tls: DatagramTls) -> tuple[list[Passed], int]:
    """What is told of before our first answer: who said it, and what; and hellos."""
    told: list[Passed] = []
    hellos: list[bytes] = []

    def tell(kind: type, *, data: bytes = b"", sent: bool = False, **_: object) -> None:
        if kind is ClientHelloReceived:
            hellos.append(data)
        elif kind in {MessagePassed, RecordPassed}:
            told.append((sent, data))

    with sockets() as (ours, _):
        tls.carry(ours, tell)
        assert tls.handshake() is Outcome.WANT_READ
    answers = [place for place, (sent, _) in enumerate(told) if sent]
    # Theirs to the last, and what we said before that.
    last = max(place for place, (sent, _) in enumerate(told) if not sent)
    assert any(place > last for place in answers)
    return told[: last + 1], len(hellos)


def expected(
    release: Release, first: bytes, verify: bytes, second: bytes, *, listens: bool
) -> list[Passed]:
    """The lines of the C program of this release."""

    def parts(record: bytes, *, sent: bool) -> list[Passed]:
        return [(sent, record[:HEAD]), (sent, record[HEAD:])]

    story = [*parts(first, sent=False), *parts(verify, sent=True)]
    if listens and release < Release.V4_0:
        story.pop()
    story += parts(second, sent=False)
    if listens:
        again = parts(second, sent=False)
        story += again if release >= Release.V3_2 else again[1:]
    return story


def test_the_first_hello_and_its_answer_are_told(
    door: Door,
    library: Library,
    listens: bool,  # noqa: FBT001 - a fixture
) -> None:
    first = client_hello()
    verify, _ = door.examine(first, PEER)
    second = with_cookie(first, verify)
    _, tls = door.examine(second, PEER)
    assert tls is not None
    with tls:
        told, hellos = passed(tls)
    wanted = expected(library.release, first, verify, second, listens=listens)
    assert told == wanted
    assert hellos == 2


def test_which_hello_was_answered_is_known_by_the_cookie(door: Door) -> None:
    """A client that heard nothing asks again, in a record of another number."""
    hellos = [client_hello()]
    hellos.append(hellos[0][:10] + b"\x07" + hellos[0][11:])
    answers = [door.examine(hello, PEER)[0] for hello in hellos]
    for hello, verify in zip(hellos, answers, strict=True):
        _, tls = door.examine(with_cookie(hello, verify), PEER)
        assert tls is not None
        with tls:
            told, _ = passed(tls)
        assert told[:3] == [
            (False, hello[:HEAD]),
            (False, hello[HEAD:]),
            (True, verify[:HEAD]),
        ]


def test_of_a_client_that_says_something_else_only_that_is_told(door: Door) -> None:
    first = client_hello()
    verify, _ = door.examine(first, PEER)
    second = with_cookie(another(first), verify)
    _, tls = door.examine(second, PEER)
    assert tls is not None
    with tls:
        told, hellos = passed(tls)
    assert not any(sent for sent, _ in told)
    assert {data for _, data in told} == {second[:HEAD], second[HEAD:]}
    assert hellos == 1


def test_a_wrong_cookie_gets_a_right_one(door: Door) -> None:
    first = client_hello()
    verify, _ = door.examine(first, PEER)
    for place in (28, 35, 47):  # its number, its digest, its code
        wrong = bytearray(with_cookie(first, verify))
        wrong[wrong.index(verify[28:48]) + place - 28] ^= 1
        once_more, nobody = door.examine(bytes(wrong), PEER)
        assert nobody is None
        _, tls = door.examine(with_cookie(first, once_more), PEER)
        assert tls is not None
        tls.close()


def test_a_flood_leaves_nothing(door: Door) -> None:
    flood(door, 500)
    grown = flood(door, 5000)
    assert grown < 1024, f"grew by {grown} KiB"


def test_nothing_is_asked_of_cookies_where_nobody_listens(
    library: Library, certificates: Certificates
) -> None:
    """Then a cookie is all code."""
    with Context(library, datagrams=True) as made:
        use_pair(made, certificates.pair("rsa"))
        ask_for_cookies(made, Secrets())
        door = Door(made)
        first = client_hello()
        verify, _ = door.examine(first, PEER)
        assert verify[28:30] != b"\0\0"
        same, _ = door.examine(another(first), PEER)
        assert same[28:] == verify[28:], "made of the address alone"
        _, tls = door.examine(with_cookie(first, verify), PEER)
        assert tls is not None
        tls.close()
        door.close()
