"""A store for the tests of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.stores import RedisServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A store that runs; a test leaves it running."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server
