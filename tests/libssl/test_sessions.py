"""Sessions that a store of ours keeps, and how their identifiers are made."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import SessionLookedUp, SessionStored
from s_server.libssl.constants import SslOption
from s_server.libssl.sessions import (
    begin_identifiers,
    keep_in,
    keeper_of,
    resume_no_forward_secrecy,
)
from s_server.sessions.memory import MemoryStore

from .handshake import client_context, connected

if TYPE_CHECKING:
    from s_server.libssl.context import Context

TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


class BrokenStoreError(Exception):
    """Raised by a store that does not work."""


class BrokenStore(MemoryStore):
    """A store that finds nothing but trouble."""

    def get(self, identifier: bytes) -> bytes | None:
        raise BrokenStoreError(identifier)


def session_of(client: ssl.SSLSocket) -> ssl.SSLSession:
    assert client.session is not None
    return client.session


@pytest.fixture
def stateful(serving: Context) -> Context:
    """A context that gives no tickets."""
    serving.set_option(SslOption.NO_TICKET)
    serving.set_session_context(b"test")
    return serving


def test_a_session_is_stored_and_found(stateful: Context) -> None:
    store = MemoryStore()
    keep_in(stateful, store)
    told: list[tuple[object, dict[str, object]]] = []

    def tell(kind: object, **fields: object) -> None:
        told.append((kind, fields))

    client = client_context(TLS_1_2)
    with connected(stateful, client, tell=tell) as (tls, _, theirs):
        session = session_of(theirs)
        # A connection without a goodbye takes its session with it.
        tls.shutdown()
    assert told == [(SessionStored, {})]
    assert store.get(session.id) is not None
    told.clear()
    with connected(stateful, client, session=session, tell=tell) as (_, __, theirs):
        assert theirs.session_reused
    assert told == [(SessionLookedUp, {"found": True})]
    store.remove(session.id)
    told.clear()
    with connected(stateful, client, session=session, tell=tell) as (_, __, theirs):
        assert not theirs.session_reused
    assert told == [(SessionLookedUp, {"found": False}), (SessionStored, {})]


def test_a_store_that_fails_is_no_secret(stateful: Context) -> None:
    store = BrokenStore()
    keep_in(stateful, store)
    client = client_context(TLS_1_2)
    with connected(stateful, client) as (tls, _, theirs):
        session = session_of(theirs)
        tls.shutdown()
    with pytest.raises(BrokenStoreError):  # noqa: SIM117 - it is the handshake that raises
        with connected(stateful, client, session=session):
            raise AssertionError("the handshake went on")


def test_identifiers_begin_with_the_prefix(stateful: Context) -> None:
    begin_identifiers(stateful, b"begin")
    client = client_context(TLS_1_2)
    seen = set()
    for _ in range(2):
        with connected(stateful, client) as (_, __, theirs):
            seen.add(session_of(theirs).id)
    assert {identifier[:5] for identifier in seen} == {b"begin"}
    assert {len(identifier) for identifier in seen} == {32}
    assert len(seen) == 2


def test_a_session_with_forward_secrecy_is_not_resumed(serving: Context) -> None:
    serving.set_session_context(b"test")
    resume_no_forward_secrecy(serving)
    client = client_context(TLS_1_2)
    with connected(serving, client) as (_, __, theirs):
        session = theirs.session
    with connected(serving, client, session=session) as (_, __, theirs):
        assert not theirs.session_reused


def test_a_context_has_one_keeper(context: Context) -> None:
    assert keeper_of(context) is keeper_of(context)
