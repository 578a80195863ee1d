"""Who owns a thing that C made, and when it is freed.

A handle is freed by its owner at a known line (``close`` or ``with``), never by the
collector: that runs on any thread, inside any callback.  One that was forgotten is
reported as a ResourceWarning, and leaks.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

T = TypeVar("T")


class _Gone:
    """What stands in a pointer's place when it is gone."""

    def __get__(self, owner: object, kind: type) -> NoReturn:
        # Using a closed handle is our own mistake.
        raise ValueError("handle is closed")


class Handle(Generic[T]):
    """A pointer together with the function that frees it."""

    pointer: T
    if not TYPE_CHECKING:
        # The attribute comes before it, and is gone with what it points to.  A property
        # would take four times as long, and a connection asks a hundred times.
        pointer = _Gone()

    def __init__(self, pointer: T, free: Callable[[T], object]) -> None:
        self.pointer = pointer
        self._free = free

    @property
    def is_open(self) -> bool:
        """Whether there still is something to free."""
        return "pointer" in self.__dict__

    def close(self) -> None:
        """Free it; a second call does nothing."""
        if self.is_open:
            pointer = self.pointer
            del self.pointer
            self._free(pointer)

    def release(self) -> None:
        """Give the pointer away: C owns it from here on."""
        if self.is_open:
            del self.pointer

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
        if self.is_open:
            message = f"{self!r} was never closed"
            warnings.warn(message, ResourceWarning, stacklevel=2, source=self)
