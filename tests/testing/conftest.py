"""Certificates that are no part of the plugin."""

from tests.kit.fixtures import certificates

__all__ = ["certificates"]
