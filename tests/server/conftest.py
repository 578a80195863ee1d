"""Certificates, and a watch over what a server leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import certificates
from tests.server.visitor import held, wait_held

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["certificates"]


@pytest.fixture
def all_given_back() -> Iterator[None]:
    """Descriptors and children are as they were."""
    before = held()
    yield
    wait_held(before)
