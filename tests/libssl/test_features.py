"""Capabilities: a row for each word that options use, asked by symbol."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.features import FEATURES
from s_server.options.table import OPTIONS

if TYPE_CHECKING:
    from s_server.libssl.load import Library


def symbols(path: str) -> set[str]:
    """What a library exports, by ``nm``."""
    command = ["nm", "--dynamic", "--defined-only", "--format=just-symbols", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {line.partition("@")[0] for line in done.stdout.split()}


def test_options_need_words_that_have_a_row() -> None:
    needed = {o.needs for o in OPTIONS if o.needs}
    assert needed
    assert needed <= FEATURES.keys()


def test_rows_are_complete() -> None:
    for word, row in FEATURES.items():
        assert word == row.word
        assert row.symbols, word
        assert row.since, word
        assert row.what, word


@pytest.mark.parametrize("word", FEATURES)
def test_a_feature_is_there_when_its_symbols_are(library: Library, word: str) -> None:
    exported = symbols(library.path) | symbols(library.crypto_path)
    assert library.has(word) is (exported >= set(FEATURES[word].symbols))
    assert library.has(word) is library.has(word)


def test_a_release_has_what_the_rows_say(library: Library) -> None:
    """What a refusal says of releases is so, as far as this one can tell."""
    shown = re.match(r"OpenSSL (1\.\d+\.\d+|\d+\.\d+)", library.version)
    assert shown is not None
    release = numbers(shown[1])
    for word, row in FEATURES.items():
        if row.since[0].isdigit():
            has = numbers(row.since) <= release <= numbers(row.until or "9")
            assert library.has(word) is has, word


def numbers(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))


def test_what_is_lacking_is_told() -> None:
    assert FEATURES["ech"].lack("OpenSSL 3.0") == (
        "encrypted ClientHellos (ECH), which OpenSSL 3.0 does not have: "
        "OpenSSL 4.0 brought it"
    )
    assert (
        FEATURES["engine"].lack("x").endswith(": OpenSSL 3.6 was the last to have it")
    )
    assert (
        FEATURES["sctp"].lack("x").endswith(": a build with sctp (enable-sctp) has it")
    )
    assert (
        FEATURES["ssl3"]
        .lack("x")
        .endswith(": a build with ssl3 has it, and OpenSSL 3.6 was the last to have it")
    )


def test_an_unknown_word_is_our_own_mistake(library: Library) -> None:
    with pytest.raises(KeyError):
        library.has("time travel")
