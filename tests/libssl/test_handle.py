"""Owned pointers: freed once, at a known line."""

from __future__ import annotations

import gc
import warnings

import pytest

from s_server.libssl.handle import Handle


def forget(handle: Handle[str]) -> None:
    """Lose a handle that nobody else holds."""
    del handle
    gc.collect()


def test_closing_frees_once() -> None:
    freed: list[str] = []
    handle = Handle("pointer", freed.append)
    assert handle.pointer == "pointer"
    handle.close()
    handle.close()
    assert freed == ["pointer"]


def test_a_with_statement_closes() -> None:
    freed: list[str] = []
    with Handle("pointer", freed.append):
        assert freed == []
    assert freed == ["pointer"]


def test_a_failure_inside_closes_too() -> None:
    freed: list[str] = []
    with pytest.raises(ZeroDivisionError), Handle("pointer", freed.append):
        raise ZeroDivisionError
    assert freed == ["pointer"]


def test_a_closed_handle_has_no_pointer() -> None:
    handle = Handle("pointer", lambda _: None)
    handle.close()
    with pytest.raises(ValueError, match="handle is closed"):
        _ = handle.pointer


def test_a_released_pointer_is_not_freed() -> None:
    freed: list[str] = []
    with Handle("pointer", freed.append) as handle:
        handle.release()
    assert freed == []


def test_a_forgotten_handle_is_reported_and_not_freed() -> None:
    freed: list[str] = []
    with pytest.warns(ResourceWarning, match="was never closed"):
        forget(Handle("pointer", freed.append))
    assert freed == []


def test_closed_and_released_handles_are_not_reported() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for leave in (Handle.close, Handle.release):
            leave(Handle("pointer", lambda _: None))
        gc.collect()
    assert caught == []


def test_each_handle_has_its_own_end() -> None:
    one, two = (Handle(name, lambda _: None) for name in ("one", "two"))
    one.close()
    assert not one.is_open
    assert two.is_open
    assert two.pointer == "two"
    two.close()
