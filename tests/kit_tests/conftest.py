"""Fixtures for the tests of the kit."""

from __future__ import annotations

from tests.kit.fixtures import certificates

__all__ = ["certificates"]
