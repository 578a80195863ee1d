"""The session cache and the context that tells sessions apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Sessions
from s_server.errors import UsageError
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
    sessions.apply(context, Sessions())
    assert context.counters()[-1] == 128
    assert given in ([b"\1\0\0\0"], [b"\0\0\0\1"])


@pytest.mark.parametrize("name", ["", "abc", "x" * 32, "\u00e9" * 16, "\udcff"])
def test_a_name_of_at_most_32_bytes(
    context: Context, given: list[bytes], name: str
) -> None:
    sessions.apply(context, Sessions(context=name))
    assert given == [name.encode(errors="surrogateescape")]


@pytest.mark.parametrize("name", ["x" * 33, "\u00e9" * 17])
def test_a_longer_one(context: Context, name: str) -> None:
    size = len(name.encode())
    with pytest.raises(UsageError) as caught:
        sessions.apply(context, Sessions(context=name))
    expected = f"option -context takes at most 32 bytes, not {size}"
    assert caught.value.message == expected
