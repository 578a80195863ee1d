"""Capabilities: a row for each word that options use, asked by symbol."""

from __future__ import annotations

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


def test_an_unknown_word_is_our_own_mistake(library: Library) -> None:
    with pytest.raises(KeyError):
        library.has("time travel")
