"""The certificates that the real conversations need."""

from tests.kit.fixtures import certificates

__all__ = ["certificates"]
