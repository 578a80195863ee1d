"""Frozen values behave as the dataclasses that they replace, and cost no start."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from functools import cached_property
from typing import ClassVar

import pytest

from s_server.frozen import Frozen, facts, filled, made, replace


class Base(Frozen):
    """A value with a field that its kin have too."""

    number: int


class Named(Base, hidden=("secret",)):
    """What fields can be."""

    kind: ClassVar[str] = "named"
    name: str = "nobody"
    secret: bytes | None = None

    @cached_property
    def long(self) -> str:
        """Something that is worth keeping."""
        return self.name * self.number


class Placed(Frozen, kw_only=False, aside=("when",)):
    """A value whose fields have places, and one that is no part of it."""

    left: int
    right: int = 0
    when: float = 0.0


class Holding(Frozen):
    """A value with something of its own."""

    notes: list[str] = made(factory=list)
    number: int = 0


def test_what_is_made_belongs_to_one_value() -> None:
    first, second = Holding(), Holding(number=0)
    first.notes.append("a")
    assert (first.notes, second.notes) == (["a"], [])
    assert Holding(notes=["b"]).notes == ["b"]
    assert replace(first, number=1).notes is first.notes
    assert dataclasses.replace(first, number=1) == Holding(notes=["a"], number=1)
    assert dataclasses.fields(Holding)[0].default_factory is list


def test_fields_are_those_of_the_base_and_its_own() -> None:
    value = Named(name="a", number=3)
    assert facts(value) == {"number": 3, "name": "a", "secret": None}
    assert list(facts(value)) == ["number", "name", "secret"]
    assert (value.number, value.name, value.secret, value.kind) == (
        3,
        "a",
        None,
        "named",
    )


def test_places() -> None:
    assert Placed(1) == Placed(left=1, right=0)
    assert Placed(1, 2) == Placed(1, right=2)


def test_patterns_know_places() -> None:
    match Placed(1, 2):
        case Placed(left, right, _):
            assert (left, right) == (1, 2)


def test_what_is_kept_is_no_part_of_the_value() -> None:
    value = Named(number=2, name="ab")
    assert value.long == "abab"
    assert value == Named(number=2, name="ab")
    assert hash(value) == hash(Named(number=2, name="ab"))
    assert replace(value, name="c").long == "cc"


def test_equal_values_are_of_one_class() -> None:
    assert Named(number=1) == Named(number=1)
    assert Named(number=1) != Named(number=2)
    assert Base(number=1) != Named(number=1)
    assert Placed(1, when=2.0) == Placed(1, when=3.0)
    assert len({Placed(1), Placed(1, 0), Placed(1, 1)}) == 2


def test_what_is_hidden_is_not_shown() -> None:
    assert repr(Named(number=1, secret=b"s")) == "Named(number=1, name='nobody')"


@pytest.mark.parametrize("deed", [setattr, lambda value, name, _: delattr(value, name)])
def test_nothing_changes(deed: object) -> None:
    assert callable(deed)
    value = Named(number=1)
    for name in ("number", "other"):
        with pytest.raises(dataclasses.FrozenInstanceError, match=name):
            deed(value, name, 2)
    assert value == Named(number=1)


@pytest.mark.parametrize(
    ("kind", "given", "by_name", "said"),
    [
        (Named, (), {}, "Named() needs number"),
        (Named, (), {"number": 1, "nmae": "a"}, "Named() has no field nmae"),
        (Named, (1,), {}, "Named() does not take 1 positional values"),
        (Placed, (1, 2, 3, 4), {}, "Placed() does not take 4 positional values"),
        (Placed, (1,), {"left": 1}, "Placed() got two values for left"),
        (Placed, (), {"right": 1}, "Placed() needs left"),
    ],
)
def test_wrong_fields(
    kind: type[Frozen], given: tuple[int, ...], by_name: dict[str, object], said: str
) -> None:
    with pytest.raises(TypeError) as caught:
        kind(*given, **by_name)
    assert str(caught.value) == said


def test_the_functions_of_dataclasses_take_them() -> None:
    value = Named(number=1, secret=b"s")
    assert dataclasses.is_dataclass(value)
    shown = [(f.name, f.type, f.repr) for f in dataclasses.fields(value)]
    assert shown == [
        ("number", "int", True),
        ("name", "str", True),
        ("secret", "bytes | None", False),
    ]
    assert dataclasses.asdict(value) == facts(value)
    changed = dataclasses.replace(value, number=2)
    assert changed == Named(number=2, secret=b"s")


def test_a_dataclass_may_be_made_of_one() -> None:
    @dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
    class Whole(Named):
        rest: int = 0

    assert Whole(number=1, rest=2) != Whole(number=1)
    assert repr(Whole(number=1)).endswith("Whole(number=1, name='nobody', rest=0)")


def test_copies_and_pickles() -> None:
    value = Named(number=1)
    for other in (copy.copy(value), copy.deepcopy(value)):
        assert other == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_the_start_needs_no_dataclasses() -> None:
    words = "import sys, s_server.cli; print('dataclasses' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "False\n"


def test_a_filled_value_is_the_same() -> None:
    fields = {"number": 3, "name": "n", "secret": b"s"}
    value = filled(Named, dict(fields))
    assert value == Named(**fields)  # type: ignore[arg-type]  # of these types
    assert hash(value) == hash(Named(**fields))  # type: ignore[arg-type]  # as above
    assert filled(Named, {"number": 3}) == Named(number=3)
    with pytest.raises(TypeError, match="needs number"):
        filled(Named, {"name": "n"})
    with pytest.raises(TypeError, match="no field other"):
        filled(Named, {**fields, "other": 1})
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.name = "m"  # type: ignore[misc]  # that it fails is the test
