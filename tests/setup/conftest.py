"""The process's library, a fresh context, an empty folder to be in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import authorities, certificates, chains, context, library

if TYPE_CHECKING:
    from pathlib import Path


__all__ = ["authorities", "certificates", "chains", "context", "library"]


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of the test, without a server.pem in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
