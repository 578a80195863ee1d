"""The trampoline: what a callback raises is kept, and C hears of a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.callbacks import (
    connection_index,
    dismiss,
    enlist,
    on_pass_phrase,
    raise_problem,
)
from s_server.libssl.ffi import ffi
from s_server.libssl.store import PassPhrase, load_key
from s_server.libssl.tls import Outcome, Tls

from .handshake import insist, pair

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

NONSENSE = b"GET / HTTP/1.0\r\n\r\n"
ROOM = 64


class SurprisingError(Exception):
    """Raised by a callback."""


def surprise() -> bytes:
    raise SurprisingError("in a callback")


def ask(phrase: PassPhrase, room: int = ROOM) -> tuple[int, bytes]:
    """Call back as C would; the answer and what was copied."""
    place = ffi.new("char[]", ROOM)
    number = enlist(phrase)
    try:
        answer = on_pass_phrase(place, room, 0, number)
    finally:
        dismiss(number)
    return answer, bytes(ffi.buffer(place, max(answer, 0)))


def test_a_pass_phrase_is_copied() -> None:
    assert ask(PassPhrase(lambda: b"open sesame")) == (11, b"open sesame")


def test_none_and_too_long_ones_are_failures() -> None:
    assert ask(PassPhrase(lambda: None)) == (-1, b"")
    assert ask(PassPhrase(lambda: b"12345"), room=4) == (-1, b"")
    assert ask(PassPhrase(lambda: b"1234"), room=4) == (4, b"1234")


def test_an_exception_is_kept_and_c_hears_of_failure() -> None:
    phrase = PassPhrase(surprise)
    assert ask(phrase) == (-1, b"")
    with pytest.raises(SurprisingError):
        raise_problem(phrase)
    raise_problem(phrase)


def test_an_exception_is_raised_after_the_call_into_c(
    library: Library, certificates: Certificates
) -> None:
    path = str(certificates.encrypted_key("rsa"))
    with pytest.raises(SurprisingError):
        load_key(library, path, PassPhrase(surprise))
    with pytest.raises(LibraryError):
        load_key(library, path, PassPhrase(lambda: None))


def test_a_late_call_finds_nobody() -> None:
    phrase = PassPhrase(lambda: b"x")
    number = enlist(phrase)
    dismiss(number)
    dismiss(number)
    assert on_pass_phrase(ffi.new("char[]", ROOM), ROOM, 0, number) == -1
    assert not phrase.asked


def test_numbers_are_not_used_again() -> None:
    phrase = PassPhrase(lambda: None)
    numbers = []
    for _ in range(3):
        number = enlist(phrase)
        numbers.append(int(ffi.cast("intptr_t", number)))
        dismiss(number)
    assert len(set(numbers)) == 3
    assert 0 not in numbers


def test_one_index_serves_every_context(library: Library) -> None:
    assert connection_index(library) == connection_index(library) >= 0


def test_alerts_reach_their_connection(serving: Context) -> None:
    serving.report_alerts()
    told: list[dict[str, object]] = []
    with (
        pair() as (ours, theirs),
        Tls(serving, ours.fileno(), tell=lambda _, **alert: told.append(alert)) as tls,
    ):
        theirs.sendall(b"\x15\x03\x01\x00\x02\x02\x28")
        assert insist(ours, tls.handshake) is Outcome.FAILED
    assert told == [{"sent": True, "level": 2, "description": 10}]


def test_an_exception_about_an_alert_comes_out_of_the_handshake(
    serving: Context,
) -> None:
    serving.report_alerts()

    def refuse(*_: object, **__: object) -> None:
        raise SurprisingError

    with pair() as (ours, theirs), Tls(serving, ours.fileno(), tell=refuse) as tls:
        theirs.sendall(b"\x15\x03\x01\x00\x02\x02\x28")
        with pytest.raises(SurprisingError):
            insist(ours, tls.handshake)
        assert tls.problem is None


def test_an_alert_for_nobody_is_dropped(serving: Context) -> None:
    serving.report_alerts()
    told: list[object] = []
    with (
        pair() as (ours, theirs),
        Tls(serving, ours.fileno(), tell=lambda _, **alert: told.append(alert)) as tls,
    ):
        dismiss(tls.number)
        theirs.sendall(b"\x15\x03\x01\x00\x02\x02\x28")
        assert insist(ours, tls.handshake) is Outcome.FAILED
    assert told == []
