"""What a connection does is told, and waiting only where that is wanted."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import Alert
from s_server.events.trace import BytesPassed, ExtensionReceived, StateReached
from s_server.libssl.constants import InfoWhere
from s_server.libssl.tls import Outcome, Tls
from s_server.libssl.trace import report_bytes, report_extensions, report_states
from tests.kit.release import is_since

from .handshake import client_context, connected, pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import Event
    from s_server.libssl.context import Context

# OpenSSL's own words, which 3.5 writes with a space.
UNEXPECTED = "unexpected message" if is_since("3.5") else "unexpected_message"
TLS_1_2 = ssl.TLSVersion.TLSv1_2
Told = list[tuple[type["Event"], dict[str, object]]]


def into(told: Told) -> Callable[..., None]:
    """What keeps the kinds and fields of events."""
    return lambda kind, **news: told.append((kind, news))


def told_of(context: Context) -> Told:
    """What one handshake has to tell."""
    told: Told = []
    with connected(
        context,
        client_context(TLS_1_2),
        tell=into(told),
    ):
        pass
    return told


def waiting(context: Context) -> Told:
    """What is told while the client says nothing."""
    told: Told = []
    with (
        pair() as (ours, _theirs),
        Tls(context, ours.fileno(), tell=into(told)) as tls,
    ):
        assert tls.handshake() is Outcome.WANT_READ
    return told


def test_bytes_are_told_in_their_order(serving: Context) -> None:
    report_bytes(serving, waits=False)
    told = told_of(serving)
    assert {kind for kind, _ in told} == {BytesPassed}
    (_, first), (_, second), *_ = told
    assert (first["sent"], first["asked"], first["result"]) == (False, 5, 5)
    assert isinstance(first["data"], bytes)
    size = int.from_bytes(first["data"][3:])
    assert (second["asked"], second["result"]) == (size, size)
    assert first["bio"]
    assert first["place"]
    assert any(news["sent"] for _, news in told)


def test_states_and_alerts_are_told(serving: Context) -> None:
    report_states(serving, waits=False)
    told = told_of(serving)
    assert {kind for kind, _ in told} == {StateReached}
    assert told[0][1]["words"] == ("before SSL initialization",)
    assert all(InfoWhere.LOOP & int(str(news["where"])) for _, news in told)
    told.clear()
    with (
        pair() as (ours, theirs),
        Tls(serving, ours.fileno(), tell=into(told)) as tls,
    ):
        theirs.sendall(b"\x15\x03\x01\x00\x02\x02\x28")
        assert tls.handshake() is Outcome.FAILED
    kinds = [kind for kind, _ in told]
    at = kinds.index(Alert)
    assert kinds[at - 1] is StateReached
    assert told[at - 1][1]["words"] == ("fatal", UNEXPECTED)
    assert told[-1][1]["result"] == -1


@pytest.mark.parametrize("waits", [False, True])
def test_waiting_is_told_where_wanted(serving: Context, *, waits: bool) -> None:
    report_states(serving, waits=waits)
    report_bytes(serving, waits=waits)
    told = waiting(serving)
    results = [n["result"] for k, n in told if k is BytesPassed]
    assert results == [-1] * waits
    ends = [
        n["result"]
        for k, n in told
        if k is StateReached and int(str(n["where"])) & InfoWhere.EXIT
    ]
    assert ends == [-1] * waits


def test_extensions_are_told_with_their_bytes(serving: Context) -> None:
    report_extensions(serving)
    told = told_of(serving)
    assert {kind for kind, _ in told} == {ExtensionReceived}
    found = {news["code"]: news["data"] for _, news in told}
    assert found[23] == b""
    assert found[11] in {b"\x01\x00", b"\x03\x00\x01\x02"}


def test_a_connection_that_is_gone_is_not_told_of(serving: Context) -> None:
    report_bytes(serving, waits=True)
    told: Told = []
    with pair() as (ours, _):
        tls = Tls(serving, ours.fileno(), tell=into(told))
        tls.close()
    assert told == []
