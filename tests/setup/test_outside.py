"""Providers, engines and random files: what is wrong with them, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError, LoadError, SServerError, UsageError
from s_server.events import Bus, EngineSet
from s_server.options.parse import parse
from s_server.setup import outside

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library


def prepare(library: Library, *words: str, bus: Bus | None = None) -> Library:
    config = parse(words)
    for _, word in config.needs:
        if not library.has(word):
            pytest.skip(f"this OpenSSL has no {word}")
    return outside.prepare(library, config, bus or Bus())


def complaint(library: Library, *words: str) -> SServerError:
    with pytest.raises(SServerError) as caught:
        prepare(library, *words)
    return caught.value


def test_without_wishes_the_library_is_as_it_is(library: Library) -> None:
    prepared = prepare(library)
    assert (prepared.query, prepared.engine) == (None, None)
    assert prepared.functions is library.functions


def test_a_server_has_its_own_query(library: Library) -> None:
    # The default provider is loaded by name, so that it stays for other tests.
    query = "provider=default"
    prepared = prepare(library, "-provider", "default", "-propquery", query)
    assert prepared.query == query
    assert library.query is None
    with outside.context(prepared, parse([])) as context:
        assert context.library is prepared


def test_a_query_that_nothing_meets_is_an_error(library: Library) -> None:
    words = ("-provider", "default", "-propquery", "foo=bar")
    prepared = prepare(library, *words)
    with pytest.raises(LibraryError, match="with the properties 'foo=bar'") as caught:
        outside.context(prepared, parse(words))
    assert caught.value.hints == ()


def test_a_provider_that_is_not_there(library: Library) -> None:
    error = complaint(library, "-provider", "default", "-provider", "nope")
    assert isinstance(error, LoadError)
    assert error.message == "unable to load provider nope"
    assert error.hints[0].startswith("use -provider-path option or OPENSSL_MODULES")
    assert "nope.so" in error.hints[1]


def test_the_steps_come_in_order(library: Library, tmp_path: Path) -> None:
    path = ("-provider-path", str(tmp_path))
    default = ("-provider", "default")
    missing = ("-provider", "nope")
    try:
        before = complaint(library, *default, *path, *missing)
        assert str(tmp_path) in before.hints[1]
        after = complaint(library, *default, "-provider-path", "", *missing, *path)
        assert str(tmp_path) not in after.hints[1]
    finally:
        prepare(library, "-provider-path", "")


def test_an_engine_is_told_of(library: Library) -> None:
    told: list[EngineSet] = []
    bus = Bus()
    bus.subscribe(EngineSet, told.append)
    assert prepare(library, "-engine", "dynamic", bus=bus).engine == "dynamic"
    prepare(library, "-engine", "auto", bus=bus)
    assert told == [EngineSet(name="dynamic"), EngineSet(name=None)]


def test_a_bad_engine_is_an_error(library: Library) -> None:
    error = complaint(library, "-engine", "nope")
    assert isinstance(error, LoadError)
    assert error.message.lower() == 'invalid engine "nope"'
    assert "nope.so" in error.hints[0]


@pytest.mark.parametrize("option", ["key", "dkey"])
def test_a_key_of_an_engine_needs_both(library: Library, option: str) -> None:
    form = (f"-{option}form", "ENGINE")
    assert complaint(library, *form).message.endswith(f"needs -{option}")
    for engine in ((), ("-engine", "auto")):
        error = complaint(library, *form, f"-{option}", "id", *engine)
        assert isinstance(error, UsageError)
        assert error.message.startswith("No engine specified for loading the private")
        assert error.bare


def test_random_files_are_read_in_order(library: Library, tmp_path: Path) -> None:
    present, empty = tmp_path / "present", tmp_path / "empty"
    present.write_bytes(bytes(64))
    empty.touch()
    prepare(library, "-rand", f"{present}:{empty}:", "-rand", str(present))
    error = complaint(library, "-rand", f"{present}:/missing:/other")
    assert error.message == "Can't load /missing into RNG"
    assert error.hints == ("'/missing': No such file or directory",)
    assert complaint(library, "-rand", "").message == "Can't load  into RNG"


def test_a_parameter_needs_its_provider(library: Library) -> None:
    error = complaint(library, "-provider", "default", "-provparam", "nope:a=b")
    assert error.message == "No provider named 'nope' is loaded"
    prepare(library, "-provider", "default", "-provparam", "default:a=b")
