"""The folder in which both servers run."""

from __future__ import annotations

from tests.compat.conftest import authorities, certificates, folder

__all__ = ["authorities", "certificates", "folder"]
