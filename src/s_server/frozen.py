"""Frozen values: what ``dataclass(frozen=True, kw_only=True)`` makes, made in no time.

A dataclass writes its methods as source text and compiles it, 0.5 ms for each class;
a ``Frozen`` inherits them, and takes 10 µs.  With 120 classes that was 75 ms of every
start, and 5 ms more for what ``dataclasses`` itself imports (Python 3.11).  For type
checkers, and for the functions of ``dataclasses``, these classes are dataclasses.
"""

from __future__ import annotations

from typing import (
    TYPE_CHECKING,
    Any,
    NoReturn,
    TypeVar,
    cast,
    dataclass_transform,
)

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_new, _set = object.__new__, object.__setattr__


class _Made:
    """A default that is yet to be made."""

    def __init__(self, factory: Callable[[], object]) -> None:
        self.factory = factory


class _OfDataclass:
    """An attribute of the dataclass with the same fields, made when somebody asks."""

    def __init__(self) -> None:
        # Kept, for it takes 0.5 ms; not in the class, whose subclasses have others.
        self._known: dict[type[Frozen], object] = {}

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, _: object, owner: type[Frozen]) -> object:
        if owner not in self._known:
            self._known[owner] = self._made(owner)
        return self._known[owner]

    def _made(self, owner: type[Frozen]) -> object:
        import dataclasses  # noqa: PLC0415 - what is to be avoided at the start

        fields = []
        for name, kind in owner._types.items():
            shape: dict[str, Any] = {
                "kw_only": True,
                "repr": name not in owner._hidden,
                "compare": name not in owner._aside,
            }
            if name in owner._defaults:
                shape["default"] = owner._defaults[name]
            if name in owner._made:
                shape["default_factory"] = owner._made[name]
            fields.append((name, kind, dataclasses.field(**shape)))
        counterpart = dataclasses.make_dataclass(owner.__name__, fields, frozen=True)
        return getattr(counterpart, self._name)


def made(*, factory: Callable[[], T]) -> T:
    """Have a field's default made anew for each value."""
    return cast("T", _Made(factory))


@dataclass_transform(
    frozen_default=True, kw_only_default=True, field_specifiers=(made,)
)
class Frozen:
    """Base of frozen values, whose fields are the annotated names of the class.

    Fields are given by name; with ``kw_only=False`` by position too.  ``hidden`` names
    those that ``repr`` leaves out, ``aside`` those that equality does.  Defaults are
    shared by all values, so they are to be frozen as well, or ``made``.  The modules of
    the classes need ``from __future__ import annotations``.
    """

    # Without annotations, which would be fields to typing.get_type_hints.
    # Name of each field -> its type as it is written.
    _types = dict[str, str]()  # noqa: RUF012 - never changed, only replaced
    _defaults = dict[str, object]()  # noqa: RUF012 - as above
    _made = dict[str, "Callable[[], object]"]()  # noqa: RUF012 - as above
    _hidden = tuple[str, ...]()
    _aside = tuple[str, ...]()
    _positional = False
    _size = 0
    if not TYPE_CHECKING:
        __dataclass_fields__ = _OfDataclass()
        __dataclass_params__ = _OfDataclass()

    def __init_subclass__(
        cls,
        *,
        kw_only: bool = True,
        hidden: tuple[str, ...] = (),
        aside: tuple[str, ...] = (),
    ) -> None:
        own = cls.__dict__
        types = {
            name: kind
            for name, kind in own.get("__annotations__", {}).items()
            if not kind.startswith("ClassVar")
        }
        cls._types = {**cls._types, **types}
        cls._size = len(cls._types)
        given = {name: own[name] for name in types if name in own}
        if fresh := {n: d.factory for n, d in given.items() if isinstance(d, _Made)}:
            cls._made = {**cls._made, **fresh}
        cls._defaults = {
            **cls._defaults,
            **{n: default for n, default in given.items() if n not in fresh},
        }
        cls._hidden = (*cls._hidden, *hidden)
        cls._aside = (*cls._aside, *aside)
        cls._positional = not kw_only
        if not TYPE_CHECKING:
            cls.__match_args__ = () if kw_only else tuple(cls._types)

    # No Any in these signatures: type checkers make their own from the fields.
    def __init__(self, *given: object, **by_name: object) -> None:
        types = self._types
        if given and not by_name and self._positional and len(given) == len(types):
            by_name = dict(zip(types, given, strict=True))
        else:
            if given:
                by_name = self._named(given, by_name)
            if by_name.keys() != types.keys():
                by_name = self._completed(by_name)
        # Nothing else holds this dictionary, so it can be the value's own.
        _set(self, "__dict__", by_name)

    def __repr__(self) -> str:
        shown = (f"{n}={v!r}" for n, v in facts(self).items() if n not in self._hidden)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _essence(self) == _essence(other)

    def __hash__(self) -> int:
        return hash(tuple(_essence(self).values()))

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise _frozen("assign to", name)

    def __delattr__(self, name: str) -> NoReturn:
        raise _frozen("delete", name)

    def _named(
        self, given: tuple[object, ...], by_name: dict[str, object]
    ) -> dict[str, object]:
        kind = type(self).__qualname__
        if not self._positional or len(given) > len(self._types):
            raise TypeError(f"{kind}() does not take {len(given)} positional values")
        named = dict(zip(self._types, given, strict=False))
        if twice := named.keys() & by_name.keys():
            raise TypeError(f"{kind}() got two values for {', '.join(sorted(twice))}")
        return named | by_name

    def _completed(self, by_name: dict[str, object]) -> dict[str, object]:
        by_name = {**self._defaults, **by_name}
        for name, factory in self._made.items():
            if name not in by_name:
                by_name[name] = factory()
        if by_name.keys() != self._types.keys():
            self._refuse(by_name)
        return by_name

    def _refuse(self, by_name: dict[str, object]) -> NoReturn:
        kind = type(self).__qualname__
        if unknown := by_name.keys() - self._types.keys():
            raise TypeError(f"{kind}() has no field {', '.join(sorted(unknown))}")
        missing = ", ".join(name for name in self._types if name not in by_name)
        raise TypeError(f"{kind}() needs {missing}")


V = TypeVar("V", bound=Frozen)


def filled(kind: type[V], fields: dict[str, Any]) -> V:
    """Answer a value with these fields by name; the dictionary becomes its own.

    Their names are looked at only where some are missing or too many.
    """
    value = _new(kind)
    if len(fields) != kind._size:
        fields = value._completed(fields)
    _set(value, "__dict__", fields)
    return value


def facts(value: Frozen) -> dict[str, Any]:  # Any: a field has any type
    """Answer the fields of a value by name, in their order."""
    # Its __dict__ may hold more: functools.cached_property keeps its answers there.
    known = value.__dict__
    return {name: known[name] for name in value._types}


if TYPE_CHECKING:
    # Knows the fields' types.
    from dataclasses import replace as replace  # noqa: PLC0414 - handed on
else:

    def replace(value: Frozen, /, **changes: object) -> Frozen:
        """Answer the value with these fields instead, as ``dataclasses.replace``."""
        return type(value)(**{**facts(value), **changes})


def _essence(value: Frozen) -> dict[str, Any]:
    return {n: v for n, v in facts(value).items() if n not in value._aside}


def _frozen(deed: str, name: str) -> AttributeError:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - see above

    return FrozenInstanceError(f"cannot {deed} field {name!r}")
