"""What was typed becomes text and commands, whatever pieces it came in."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.connection.keyboard import ROOM, Command, Item, Keyboard, Typist

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from s_server.connection.wakeup import Wakeup

Q, QUIT = Command.QUIT_CONNECTION, Command.QUIT_SERVER

PIECES = (b"q", b"Q", b"r", b"c", b"\n", b"\r", b"\r\n", b"x", b"question", b"\xff\0")
typed = st.lists(st.sampled_from(PIECES)).map(b"".join)
cuts = st.lists(st.integers(0, 40)).map(sorted)


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    made = Keyboard()
    yield made
    made.close()


def items_of(pieces: Iterable[bytes], *, commands: bool = True) -> list[Item]:
    """All items of the pieces and the end; text that touches is joined."""
    typist = Typist(commands=commands)
    joined: list[Item] = []
    items = [item for piece in pieces for item in typist.feed(piece)]
    for item in [*items, *typist.end()]:
        if joined and isinstance(joined[-1], bytes) and isinstance(item, bytes):
            joined[-1] += item
        else:
            joined.append(item)
    return joined


def split(data: bytes, places: list[int]) -> list[bytes]:
    ends = [*places, len(data)]
    return [data[a:b] for a, b in zip([0, *places], ends, strict=True)]


@given(typed, cuts)
def test_any_split_gives_the_same_items(data: bytes, places: list[int]) -> None:
    assert items_of(split(data, places)) == items_of([data])


@given(typed)
def test_byte_by_byte_gives_the_same_items(data: bytes) -> None:
    assert items_of(bytes([byte]) for byte in data) == items_of([data])


@given(typed, cuts)
def test_without_commands_every_byte_is_text(data: bytes, places: list[int]) -> None:
    expected = [data, Command.END] if data else [Command.END]
    assert items_of(split(data, places), commands=False) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"q\n", [Q]),
        (b"Q\n", [QUIT]),
        (b"q\r\n", [Q]),
        (b"Q\r\n", [QUIT]),
        (b"q", [Q]),
        (b"Q\r", [QUIT]),
        (b"question\n", [b"question\n"]),
        (b"Qx\n", [b"Qx\n"]),
        (b"q q\n", [b"q q\n"]),
        (b"q\r\r\n", [b"q\r\r\n"]),
        (b"q\rq\n", [b"q\rq\n"]),
        (b" q\n", [b" q\n"]),
        (b"\nq\n", [b"\n", Q]),
        (b"a\nq\nb\n", [b"a\n", Q, b"b\n"]),
        (b"aq\n", [b"aq\n"]),
        (b"a\rq\n", [b"a\rq\n"]),
        (b"one\ntwo\n", [b"one\ntwo\n"]),
        (b"q\nq\nQ\n", [Q, Q, QUIT]),
        (b"no end", [b"no end"]),
        (b"a\nq", [b"a\n", Q]),
        (
            b"r\nR\nk\nK\nc\nP\nS\n",
            [
                Command.RENEGOTIATE,
                Command.RENEGOTIATE_WITH_CERTIFICATE,
                Command.UPDATE_OUR_KEY,
                Command.UPDATE_BOTH_KEYS,
                Command.REQUEST_CERTIFICATE,
                Command.SEND_CLEAR_TEXT,
                Command.PRINT_STATISTICS,
            ],
        ),
        (b"rx\nSupport\nB\n", [b"rx\nSupport\nB\n"]),
    ],
)
def test_a_command_is_a_letter_alone_on_its_line(
    data: bytes, expected: list[Item]
) -> None:
    assert items_of([data]) == [*expected, Command.END]


def test_text_is_not_kept_back() -> None:
    typist = Typist(commands=True)
    assert typist.feed(b"no line feed yet") == [b"no line feed yet"]
    assert typist.feed(b"q\nq") == [b"q\n"]
    assert typist.feed(b"\n") == [Q]


def wakes(wakeup: Wakeup) -> bool:
    return bool(select.select([wakeup.descriptor], [], [], 0)[0])


def assert_room(keyboard: Keyboard, *, has_room: bool) -> None:
    assert keyboard.has_room is has_room


def test_items_come_in_order_and_wake_their_reader(keyboard: Keyboard) -> None:
    assert keyboard.take() is None
    keyboard.put([b"one", Q])
    keyboard.put([b"two"])
    taken: list[Item] = []
    while wakes(keyboard.typed):
        item = keyboard.take()
        assert item is not None
        taken.append(item)
    assert taken == [b"one", Q, b"two"]
    assert keyboard.take() is None


def test_nothing_typed_wakes_nobody(keyboard: Keyboard) -> None:
    keyboard.put([])
    assert not wakes(keyboard.typed)


def test_a_command_is_taken_only_when_it_is_next(keyboard: Keyboard) -> None:
    assert not keyboard.take_if(Q)
    keyboard.put([b"text", Q])
    assert not keyboard.take_if(Q)
    assert keyboard.take() == b"text"
    assert not keyboard.take_if(QUIT)
    assert keyboard.take_if(Q)
    assert not keyboard.take_if(Q)
    assert not wakes(keyboard.typed)


def test_a_full_keyboard_tells_when_there_is_room_again(keyboard: Keyboard) -> None:
    half = b"x" * (ROOM // 2)
    keyboard.put([half])
    assert_room(keyboard, has_room=True)
    keyboard.put([half, b"one more"])
    assert_room(keyboard, has_room=False)
    assert not wakes(keyboard.emptied)
    assert keyboard.take() == half
    assert_room(keyboard, has_room=True)
    assert wakes(keyboard.emptied)


def test_commands_take_room_too(keyboard: Keyboard) -> None:
    keyboard.put([Q] * ROOM)
    assert_room(keyboard, has_room=False)
    assert keyboard.take_if(Q)
    assert_room(keyboard, has_room=True)
    assert wakes(keyboard.emptied)


def test_at_end_is_when_only_the_end_is_left(keyboard: Keyboard) -> None:
    states = [keyboard.at_end]
    keyboard.put([b"last", Command.END])
    states.append(keyboard.at_end)
    keyboard.take()
    states.append(keyboard.at_end)
    assert states == [False, False, True]
