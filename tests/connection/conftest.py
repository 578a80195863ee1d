"""A service, and a TLS connection between it and Python's ssl."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from s_server.config import Config
from s_server.events import Bus
from s_server.libssl.load import open_library
from s_server.setup import build
from tests.connection.pair import Pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.context import Context
    from s_server.libssl.load import Library


@pytest.fixture(scope="session")
def library() -> Library:
    """The one library of this process."""
    return open_library(os.environ.get("S_SERVER_LIBSSL") or None)


@pytest.fixture(scope="session")
def context(library: Library) -> Iterator[Context]:
    """A context with a certificate made on the fly."""
    made = build(Config(), library, Bus(), lambda _: None)
    with made.context:
        yield made.context
    assert made.made is not None
    made.made.remove()


@pytest.fixture
def pair(context: Context) -> Iterator[Pair]:
    """Two ends of a connection whose handshake has not begun."""
    with Pair(context) as made:
        yield made


@pytest.fixture
def shaken(pair: Pair) -> Pair:
    """Two ends of a connection whose handshake is done."""
    pair.shake()
    return pair
