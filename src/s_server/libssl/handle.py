"""Who owns a thing that C made, and when it is freed.

A handle is freed by its owner at a known line (``close`` or ``with``), never by the
collector: that runs on any thread, inside any callback.  One that was forgotten is
reported as a ResourceWarning, and leaks.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

T = TypeVar("T")


class Handle(Generic[T]):
    """A pointer together with the function that frees it."""

    def __init__(self, pointer: T, free: Callable[[T], object]) -> None:
        self._pointer: T | None = pointer
        self._free = free

    @property
    def pointer(self) -> T:
        """The pointer; using a closed handle is our own mistake."""
        if self._pointer is None:
            raise ValueError("handle is closed")
        return self._pointer

    def close(self) -> None:
        """Free it; a second call does nothing."""
        pointer, self._pointer = self._pointer, None
        if pointer is not None:
            self._free(pointer)

    def release(self) -> None:
        """Give the pointer away: C owns it from here on."""
        self._pointer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_pointer", None) is not None:
            message = f"{self!r} was never closed"
            warnings.warn(message, ResourceWarning, stacklevel=2, source=self)
