"""The fixtures that several folders of tests share; their conftests import them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.kit.certificates import Certificates, make_certificates

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of every kind, made once in a run."""
    return _made(tmp_path_factory.getbasetemp())


@cache
def _made(folder: Path) -> Certificates:
    # Each conftest that imports the fixture has its own: they share this one.
    return make_certificates(folder / "certificates")
