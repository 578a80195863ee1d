"""What the tests of lines share."""

from tests.kit.fixtures import library

__all__ = ["library"]
