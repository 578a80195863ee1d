"""Sessions that several contexts share, as several machines would."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from s_server.events import SessionLookedUp, SessionStored
from s_server.libssl import early_data
from s_server.libssl.constants import SslOption
from s_server.libssl.context import Context
from s_server.libssl.shared_sessions import share_in
from tests.kit.serving import use_pair

from .handshake import client_context, connected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
BOTH = pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3], ids=["1.2", "1.3"])


class Kept:
    """A store in this process that remembers how it was asked."""

    def __init__(self) -> None:
        self.sessions: dict[bytes, bytes] = {}
        self.seconds: set[int] = set()
        self.asked: list[bool] = []
        self.works = True

    def put(self, identifier: bytes, session: bytes, seconds: int) -> bool:
        self.seconds.add(seconds)
        if self.works:
            self.sessions[identifier] = session
        return self.works

    def get(self, identifier: bytes, *, once: bool) -> bytes | None:
        self.asked.append(once)
        take = self.sessions.pop if once else self.sessions.get
        return take(identifier, None)


@pytest.fixture
def store() -> Kept:
    return Kept()


@pytest.fixture
def machines(
    library: Library, certificates: Certificates, store: Kept
) -> Iterator[list[Context]]:
    """Two contexts that share nothing but the store."""
    with ExitStack() as stack:
        made = [stack.enter_context(Context(library)) for _ in range(2)]
        for context in made:
            use_pair(context, certificates.pair("ecdsa"))
            context.set_session_context(b"test")
            share_in(context, store)
        yield made


def visit(
    context: Context, client: ssl.SSLContext, session: ssl.SSLSession | None = None
) -> tuple[bool, ssl.SSLSession, list[tuple[object, dict[str, object]]]]:
    """Whether a session was resumed, the one to come back with, what was told."""
    told: list[tuple[object, dict[str, object]]] = []

    def tell(kind: object, **fields: object) -> None:
        told.append((kind, fields))

    with connected(context, client, session=session, tell=tell) as (tls, _, theirs):
        # Tickets come before the first data.
        tls.write(b"x")
        assert theirs.recv(1) == b"x"
        assert theirs.session is not None
        return bool(theirs.session_reused), theirs.session, told


@BOTH
def test_a_session_of_one_resumes_on_the_other(
    machines: list[Context], store: Kept, version: ssl.TLSVersion
) -> None:
    one, other = machines
    for context in machines:
        context.set_option(SslOption.NO_TICKET)
    client = client_context(version)
    reused, session, told = visit(one, client)
    assert not reused
    assert set(map(str, told)) == {str((SessionStored, {}))}
    for context in (other, one, other):
        reused, _, told = visit(context, client, session)
        assert reused
        assert told[0] == (SessionLookedUp, {"found": True})
    assert store.asked == [False] * 3
    assert store.seconds == {7200}


def test_with_early_data_each_is_for_one_connection(
    machines: list[Context], store: Kept
) -> None:
    one, other = machines
    for context in machines:
        early_data.promise(context, 100)
    client = client_context(TLS_1_3)
    _, session, _ = visit(one, client)
    count = len(store.sessions)
    assert visit(other, client, session)[0]
    # Neither has it any more, though both had it in libssl's own cache.
    assert not visit(one, client, session)[0]
    assert not visit(other, client, session)[0]
    assert store.asked == [True] * 3
    assert len(store.sessions) > count


def test_replays_that_are_allowed_are(machines: list[Context], store: Kept) -> None:
    """Then tickets bring their sessions, which only their own server can open."""
    one, other = machines
    for context in machines:
        early_data.promise(context, 100)
        context.set_option(SslOption.NO_ANTI_REPLAY)
    client = client_context(TLS_1_3)
    _, session, told = visit(one, client)
    assert told == []
    assert visit(one, client, session)[0]
    assert visit(one, client, session)[0]
    assert not visit(other, client, session)[0]
    assert store.sessions == {}
    assert store.asked == []


@BOTH
def test_a_ticket_that_brings_its_session_is_not_stored(
    machines: list[Context], store: Kept, version: ssl.TLSVersion
) -> None:
    client = client_context(version)
    _, session, _ = visit(machines[0], client)
    assert visit(machines[0], client, session)[0]
    assert store.sessions == {}


@BOTH
def test_a_store_that_fails_costs_resumption(
    machines: list[Context], store: Kept, version: ssl.TLSVersion
) -> None:
    machines[0].set_option(SslOption.NO_TICKET)
    client = client_context(version)
    store.works = False
    _, session, told = visit(machines[0], client)
    assert told == []
    reused, _, told = visit(machines[0], client, session)
    assert not reused
    assert told == [(SessionLookedUp, {"found": False})]


@BOTH
@pytest.mark.parametrize("spoilt", [b"", b"nonsense", b"\x30\x03\x02\x01\x63"])
def test_what_is_no_session_is_passed_over(
    machines: list[Context], store: Kept, version: ssl.TLSVersion, spoilt: bytes
) -> None:
    machines[0].set_option(SslOption.NO_TICKET)
    client = client_context(version)
    _, session, _ = visit(machines[0], client)
    store.sessions = dict.fromkeys(store.sessions, spoilt)
    assert not visit(machines[0], client, session)[0]


def test_a_connection_that_breaks_leaves_its_session(
    machines: list[Context], store: Kept
) -> None:
    """Libssl forgets it (SSL_shutdown(3)); others may use it already."""
    one, other = machines
    for context in machines:
        context.set_option(SslOption.NO_TICKET)
    client = client_context(TLS_1_2)
    with connected(one, client) as (tls, _, theirs):
        session = theirs.session
        tls.close()
    assert len(store.sessions) == 1
    assert visit(other, client, session)[0]


def test_more_sessions_than_libssl_has_room_for(
    machines: list[Context], store: Kept
) -> None:
    one, _ = machines
    one.set_session_cache_size(2)
    early_data.promise(one, 100)
    client = client_context(TLS_1_3)
    sessions = [visit(one, client)[1] for _ in range(5)]
    assert len(store.sessions) == 10
    assert all(visit(one, client, session)[0] for session in sessions)
