"""Providers, loaded for good: what is loaded here stays for the other tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.provider import (
    has_provider,
    load_provider,
    search_providers,
    set_provider_parameter,
)
from s_server.libssl.queue import drain

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library


@pytest.fixture
def loaded(library: Library) -> Library:
    """The library with its default provider asked for by name."""
    if not library.has("providers"):
        pytest.skip("this OpenSSL has no providers")
    load_provider(library, "default")
    return library


def test_a_provider_is_loaded_once(loaded: Library) -> None:
    load_provider(loaded, "default")
    assert has_provider(loaded, "default")
    assert not has_provider(loaded, "nope")


def test_a_missing_one_is_an_error_with_its_file(loaded: Library) -> None:
    with pytest.raises(LibraryError) as caught:
        load_provider(loaded, "nope")
    assert caught.value.message.startswith("unable to load provider nope")
    assert "nope.so" in caught.value.queue[0].data
    assert not has_provider(loaded, "nope")
    assert drain(loaded) == ()


def test_the_folder_to_search_can_be_changed(loaded: Library, tmp_path: Path) -> None:
    search_providers(loaded, str(tmp_path))
    try:
        with pytest.raises(LibraryError) as caught:
            load_provider(loaded, "nope")
        assert str(tmp_path) in caught.value.queue[0].data
    finally:
        search_providers(loaded, "")


def test_parameters_are_set(loaded: Library) -> None:
    if not loaded.has("provparam"):
        pytest.skip("this OpenSSL cannot set parameters of providers")
    given = {"key": "s-server-test", "value": "1"}
    assert set_provider_parameter(loaded, "default", **given)
    assert set_provider_parameter(loaded, None, **given)
    assert not set_provider_parameter(loaded, "nope", **given)
