"""Messages are told as they pass, and no more of them than somebody hears."""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import Alert, ClientHelloReceived, MessagePassed, RecordPassed
from s_server.events.trace import MessageDecoded
from s_server.libssl import renegotiation
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.messages import MessageWishes, report_messages
from s_server.libssl.tls import Outcome, Tls
from s_server.libssl.trace import report_states

from .handshake import (
    beside,
    client_context,
    connected,
    connected_s_client,
    insist,
    pair,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import Event
    from s_server.libssl.context import Context

Told = list[tuple[type["Event"], dict[str, object]]]
TLS_1_2 = ssl.TLSVersion.TLSv1_2


def into(told: Told) -> Callable[..., None]:
    """What keeps the kinds and fields of events."""
    return lambda kind, **news: told.append((kind, news))


def told_of(context: Context, version: ssl.TLSVersion | None = None) -> Told:
    """What one handshake has to tell."""
    told: Told = []
    client = client_context(version)
    with connected(
        context, client, tell=lambda kind, **news: told.append((kind, news))
    ):
        pass
    return told


def test_a_hello_is_told_without_its_header(serving: Context) -> None:
    report_messages(serving, MessageWishes(hellos=True))
    ((kind, news),) = told_of(serving)
    assert kind is ClientHelloReceived
    assert not news["is_datagram"]
    data = news["data"]
    assert isinstance(data, bytes)
    assert data[:2] == b"\x03\x03"
    assert data[34] == len(data[35:67]) == 32  # the session id of RFC 8446 D.4


def test_a_hello_of_the_form_of_sslv2(serving: Context) -> None:
    report_messages(serving, MessageWishes(hellos=True))
    told: Told = []
    suites = b"\x00\xc0\x2f\x00\xc0\x2b\x00\x00\xff"
    sizes = b"".join(size.to_bytes(2) for size in (len(suites), 0, 16))
    message = b"\x01\x03\x03" + sizes + suites + b"c" * 16
    with (
        pair() as (ours, theirs),
        Tls(
            serving, ours.fileno(), tell=lambda kind, **n: told.append((kind, n))
        ) as tls,
    ):
        theirs.sendall((0x8000 | len(message)).to_bytes(2) + message)
        tls.handshake()
    assert told == [(ClientHelloReceived, {"data": message, "is_sslv2": True})]


def test_the_first_hello_is_a_fact(serving: Context) -> None:
    report_messages(serving, MessageWishes(hellos=True))
    # The client's first guess is another group: it is asked to say hello again.
    serving.replay([("-groups", "P-521")])
    told: Told = []
    with connected_s_client(
        serving, "-tls1_3", "-groups", "X25519:P-521", tell=into(told)
    ) as (tls, _):
        first, second = (news["data"] for _, news in told)
        hello = HandshakeFacts(tls).client_hello
        assert hello is not None
        assert hello.encode() == first != second
        tls.first_hello = {"data": b"no hello"}
        assert HandshakeFacts(tls).client_hello is None
        tls.first_hello = None
        assert HandshakeFacts(tls).client_hello is None


def test_messages_are_told_in_their_order(serving: Context) -> None:
    report_messages(serving, MessageWishes(messages=True))
    told = told_of(serving, TLS_1_2)
    assert {kind for kind, _ in told} == {MessagePassed}
    assert [_short(news) for _, news in told] == [
        *("< 22 01", "> 22 02", "> 22 0b", "> 22 0c", "> 22 0e", "< 22 10"),
        # OpenSSL does not tell of the client's change of cipher.
        *("< 22 14", "> 22 04", "> 20 01", "> 22 14"),
    ]
    assert told[-1][1]["version"] == 0x0303


def test_records_are_told_where_wanted(serving: Context) -> None:
    report_messages(serving, MessageWishes(records=True))
    told = told_of(serving)
    assert {kind for kind, _ in told} == {RecordPassed}
    assert {news["content_type"] for _, news in told} == {0x100, 0x101}


def test_messages_are_decoded_by_the_library(serving: Context) -> None:
    report_messages(serving, MessageWishes(decoded=True))
    told = told_of(serving, TLS_1_2)
    assert {kind for kind, _ in told} == {MessageDecoded}
    texts = [news["text"] for _, news in told]
    assert all(isinstance(text, bytes) for text in texts)
    whole = b"".join(map(bytes, texts))  # type: ignore[arg-type]  # seen just now
    # 3.5 says what kind of record it is.
    assert re.match(rb"Received (TLS )?Record\nHeader:\n", whole)
    assert b"    ClientHello, Length=" in whole


def test_a_library_without_words_leaves_them_out(
    serving: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving.library, "has", lambda _word: False)
    report_messages(serving, MessageWishes(decoded=True))
    told = told_of(serving, TLS_1_2)
    assert {news["text"] for _, news in told} == {None}


def test_nobody_asks(serving: Context) -> None:
    report_messages(serving, MessageWishes())
    assert told_of(serving) == []


def _short(news: dict[str, object]) -> str:
    """Direction, content type, and the handshake message's own type."""
    data = news["data"]
    assert isinstance(data, bytes)
    return f"{'>' if news['sent'] else '<'} {news['content_type']} {data[:1].hex()}"


def test_the_last_message_is_kept_where_they_are_heard(serving: Context) -> None:
    report_messages(serving, MessageWishes(hellos=True))
    with connected(serving, client_context(TLS_1_2)) as (tls, _, _):
        assert tls.last_message == (True, 20)  # our Finished


def test_it_is_not_kept_where_nobody_hears(serving: Context) -> None:
    with connected(serving, client_context(TLS_1_2)) as (tls, _, _):
        assert tls.last_message is None


ALERTS = MessageWishes(messages=True, alerts=True)
NOT_EXPECTED = b"\x15\x03\x01\x00\x02\x02\x28"
"""A record with a fatal alert, handshake_failure."""


def alerts_of(told: Told) -> list[tuple[object, object, object]]:
    """Each alert: whether it is ours, its level and its description."""
    return [
        (news["sent"], news["level"], news["description"])
        for kind, news in told
        if kind is Alert
    ]


@pytest.mark.parametrize("states", [False, True])
def test_alerts_are_told_once(serving: Context, *, states: bool) -> None:
    """Whether or not the other callback hears of them too (-state)."""
    if states:
        report_states(serving, waits=False)
    report_messages(serving, ALERTS)
    told: Told = []
    with (
        pair() as (ours, theirs),
        Tls(serving, ours.fileno(), tell=into(told)) as tls,
    ):
        theirs.sendall(NOT_EXPECTED)
        assert tls.handshake() is Outcome.FAILED
        assert tls.last_alert is not None
    assert alerts_of(told) == [(True, 2, 10)]
    told.clear()
    with connected(serving, client_context(), tell=into(told)) as (tls, ours, theirs):
        renegotiation.watch(tls)
        finish = beside(theirs.unwrap)
        assert insist(ours, lambda: tls.read()[0]) is Outcome.CLOSED
        tls.shutdown()
        finish()
    assert alerts_of(told) == [(False, 1, 0), (True, 1, 0)]
    kinds = [kind for kind, _ in told if kind in {Alert, MessagePassed}]
    assert kinds[-2:] == [MessagePassed, Alert]


def test_without_a_wish_messages_tell_no_alerts(serving: Context) -> None:
    serving.report_alerts()
    report_messages(serving, MessageWishes(messages=True))
    told: Told = []
    with (
        pair() as (ours, theirs),
        Tls(serving, ours.fileno(), tell=into(told)) as tls,
    ):
        theirs.sendall(NOT_EXPECTED)
        tls.handshake()
    assert alerts_of(told) == [(True, 2, 10)]


@pytest.mark.parametrize("more", [False, True])
def test_each_connection_is_told_of_its_own(serving: Context, *, more: bool) -> None:
    report_messages(serving, MessageWishes(hellos=True, records=more))
    first, second = list[object](), list[object]()
    with (
        connected(serving, client_context(), tell=lambda kind, **_: first.append(kind)),
        connected(
            serving, client_context(), tell=lambda kind, **_: second.append(kind)
        ),
    ):
        for told in (first, second):
            assert told.count(ClientHelloReceived) == 1
            assert (RecordPassed in told) is more
