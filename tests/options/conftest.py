"""Fixtures for the tests of the options."""

from __future__ import annotations

from tests.kit.fixtures import authorities

__all__ = ["authorities"]
