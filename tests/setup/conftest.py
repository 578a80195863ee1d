"""The process's library, a fresh context, an empty folder to be in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.context import Context
from s_server.libssl.load import open_library
from tests.kit.fixtures import certificates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.libssl.load import Library

__all__ = ["certificates"]


@pytest.fixture(scope="session")
def library() -> Library:
    """The one library of this process."""
    return open_library(os.environ.get("S_SERVER_LIBSSL") or None)


@pytest.fixture
def context(library: Library) -> Iterator[Context]:
    """A context without a certificate."""
    with Context(library) as made:
        yield made


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the test, without a server.pem in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
