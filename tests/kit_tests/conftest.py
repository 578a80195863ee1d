"""Fixtures for the tests of the kit."""

from __future__ import annotations

from tests.kit.fixtures import authorities, certificates

__all__ = ["authorities", "certificates"]
