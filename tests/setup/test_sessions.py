"""The session cache and the context that tells sessions apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Sessions
from s_server.errors import UsageError
from s_server.events import Bus, IdPrefixSet, Warned
from s_server.libssl import context as context_module
from s_server.setup import sessions

if TYPE_CHECKING:
    from s_server.libssl.context import Context


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The session contexts that were set."""
    names: list[bytes] = []
    plain = context_module.Context.set_session_context

    def keep(context: Context, name: bytes) -> None:
        names.append(name)
        plain(context, name)

    monkeypatch.setattr(context_module.Context, "set_session_context", keep)
    return names


def test_the_c_programs_defaults(context: Context, given: list[bytes]) -> None:
    sessions.apply(context, Sessions(), Bus(), None)
    assert context.counters()[-1] == 128
    assert given in ([b"\1\0\0\0"], [b"\0\0\0\1"])


@pytest.mark.parametrize("name", ["", "abc", "x" * 32, "\u00e9" * 16, "\udcff"])
def test_a_name_of_at_most_32_bytes(
    context: Context, given: list[bytes], name: str
) -> None:
    sessions.apply(context, Sessions(context=name), Bus(), None)
    assert given == [name.encode(errors="surrogateescape")]


@pytest.mark.parametrize("name", ["x" * 33, "\u00e9" * 17])
def test_a_longer_one(context: Context, name: str) -> None:
    size = len(name.encode())
    with pytest.raises(UsageError) as caught:
        sessions.apply(context, Sessions(context=name), Bus(), None)
    expected = f"option -context takes at most 32 bytes, not {size}"
    assert caught.value.message == expected


def test_a_prefix_is_told_and_so_is_what_it_is_not_for(context: Context) -> None:
    told: list[object] = []
    bus = Bus()
    bus.subscribe(IdPrefixSet, told.append)
    bus.subscribe(Warned, told.append)
    sessions.apply(context, Sessions(id_prefix="x" * 32), bus, None)
    prefix, warning = told
    assert prefix == IdPrefixSet(prefix="x" * 32, is_too_long=True)
    assert isinstance(warning, Warned)
    assert "-id_prefix" in warning.message
    told.clear()
    context.allow_only("TLSv1.2")
    sessions.apply(context, Sessions(id_prefix="x" * 31), bus, None)
    assert told == [IdPrefixSet(prefix="x" * 31, is_too_long=False)]


def test_ephemeral_sessions_are_resumed_in_tls_1_3_all_the_same(
    context: Context,
) -> None:
    told: list[Warned] = []
    bus = Bus()
    bus.subscribe(Warned, told.append)
    sessions.apply(context, Sessions(no_resume_ephemeral=True), bus, None)
    assert ["-no_resume_ephemeral" in warning.message for warning in told] == [True]


def test_only_an_external_cache_is_ours() -> None:
    assert sessions.make_store(Sessions(), Bus()) is None
    assert (
        sessions.make_store(Sessions(external_cache=True, no_cache=True), Bus()) is None
    )
    assert sessions.make_store(Sessions(external_cache=True), Bus()) is not None


def test_without_our_size_the_librarys_own_counts(context: Context) -> None:
    sessions.apply(context, Sessions(no_cache=True), Bus(), None)
    assert context.counters()[-1] == 20480
