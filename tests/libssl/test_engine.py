"""Engines: ``dynamic`` is built in, and has no keys; tests/start has a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl import engine
from s_server.libssl.queue import drain
from s_server.libssl.store import PassPhrase
from tests.kit.release import is_since

if TYPE_CHECKING:
    from s_server.libssl.load import Library


@pytest.fixture
def with_engines(library: Library) -> Library:
    """The library, where it has engines at all."""
    if not library.has("engine"):
        pytest.skip("this OpenSSL has no engines")
    return library


@pytest.mark.parametrize("name", ["nope", "/missing/engine.so", ""])
def test_an_unknown_engine_is_an_error(with_engines: Library, name: str) -> None:
    with pytest.raises(LibraryError) as caught:
        engine.set_engine(with_engines, name)
    invalid = "Invalid" if is_since("3.0") else "invalid"
    assert caught.value.message.startswith(f'{invalid} engine "{name}"')
    assert drain(with_engines) == ()


def test_an_engine_is_set_once(with_engines: Library) -> None:
    engine.set_engine(with_engines, "dynamic")
    kept = engine._set["dynamic"]
    engine.set_engine(with_engines, "dynamic")
    assert engine._set["dynamic"] is kept


def test_an_engine_without_keys_has_none(with_engines: Library) -> None:
    engine.set_engine(with_engines, "dynamic")
    phrase = PassPhrase(lambda: None)
    with pytest.raises(LibraryError):
        engine.load_engine_key(with_engines, "dynamic", "key", phrase)
    assert drain(with_engines) == ()


def test_all_engines_are_registered(with_engines: Library) -> None:
    engine.register_all_engines(with_engines)
    assert drain(with_engines) == ()
