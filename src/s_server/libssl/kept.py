"""Facts that are asked for once, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

T = TypeVar("T")


class kept(Generic[T]):  # noqa: N801 - a decorator, as property is
    """A property whose first answer is kept in the object's ``__dict__``.

    functools.cached_property takes a lock before Python 3.12, which costs more than
    most facts do; here two threads may both ask, and get the same answer.
    """

    def __init__(self, ask: Callable[[Any], T]) -> None:
        self._ask = ask
        self._name = ask.__name__
        self.__doc__ = ask.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> T | Self:
        if owner is None:
            return self
        # Found there from now on: this is no data descriptor.
        answer = owner.__dict__[self._name] = self._ask(owner)
        return answer
