"""Certificates, and a folder in which they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import authorities, certificates

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.certificates import Certificates

__all__ = ["authorities", "certificates"]


@pytest.fixture
def folder(certificates: Certificates) -> Path:
    """The folder with the certificates, for servers to run in."""
    return certificates.folder
