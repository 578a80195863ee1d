"""What is written is JSON, and is what the schema of the same type says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum, IntEnum
from types import SimpleNamespace
from typing import Any, Literal

import jsonschema_rs
import pytest

from s_server.output.json_lines.shapes import (
    INTEGER,
    STRING,
    TEXT,
    Shape,
    array_of,
    filler_of,
    literal,
    recurring,
    shape_of,
)


class Colour(Enum):
    """Not what is written."""

    DARK_RED = "a sentence"


class Number(IntEnum):
    """A number that has a name in Python."""

    ONE = 1


@dataclass
class Inner:
    """Of a value."""

    octets: bytes
    colour: Colour | None


@pytest.mark.parametrize(
    ("hint", "value", "expected"),
    [
        (int, 7, 7),
        (int, Number.ONE, 1),
        (int | None, None, None),
        (bool, True, True),
        (bool | None, False, False),
        (float, 1 / 3, 0.333),
        (str, 'a "quoted" \\ line\n\x00 é 😀', 'a "quoted" \\ line\n\x00 é 😀'),
        (bytes, b"\x00\xff", "00ff"),
        (bytes | None, None, None),
        (Colour, Colour.DARK_RED, "dark_red"),
        (Colour | None, None, None),
        (Literal["a", "b"], "b", "b"),
        (tuple[bytes, ...], (b"\x01", b""), ["01", ""]),
        (tuple[str | None, int], (None, 2), [None, 2]),
        (str | int, "x25519", "x25519"),
        (str | int, 0x1A1A, 0x1A1A),
        (str | int | None, None, None),
        (Inner, Inner(b"\n", None), {"octets": "0a", "colour": None}),
        (tuple[Inner, ...], (), []),
    ],
)
def test_the_value_is_what_its_schema_says(
    hint: object, value: object, expected: object
) -> None:
    shape = shape_of(hint, {})
    written = json.loads(shape.write(value))
    assert written == expected
    assert type(written) is type(expected)
    jsonschema_rs.validate(shape.schema, written)


@pytest.mark.parametrize(
    ("hint", "wrong"),
    [
        (int, "7"),
        (int, None),
        (bytes, "0A"),
        (bytes, "012"),
        (Colour, "DARK_RED"),
        (Literal["a"], "c"),
        (tuple[str, int], ["a"]),
        (tuple[str, int], ["a", 1, 2]),
        (str | int, None),
        (Inner, {"octets": ""}),
    ],
)
def test_the_schema_refuses_what_is_never_written(hint: object, wrong: object) -> None:
    assert not jsonschema_rs.is_valid(shape_of(hint, {}).schema, wrong)


@pytest.mark.parametrize("hint", [object, Any, set[int], dict[str, int], bytes | int])
def test_a_type_that_nobody_thought_of(hint: object) -> None:
    with pytest.raises(TypeError):
        shape_of(hint, {})


def test_a_rule_of_its_own_goes_first() -> None:
    shape = shape_of(tuple[bytes, ...], {bytes: TEXT})
    assert json.loads(shape.write((b"h2", b"\xff\\"))) == ["h2", "\\xff\\"]
    assert shape.schema == array_of(TEXT).schema


@pytest.mark.parametrize("text", ["{}", "{x}'\"", "\\n\n", "%s", "{{'\\'}}", ""])
def test_a_text_in_a_form_stays_what_it_is(text: str) -> None:
    write = filler_of(literal(text), {"imag": (None, INTEGER)}, literal(text))
    assert write(7) == f'{text}"imag":0{text}'


def test_texts_that_come_again_are_kept() -> None:
    written = []

    def write(value: str) -> str:
        written.append(value)
        return STRING.write(value)

    counted = Shape(STRING.schema, write)
    members = {"real": (None, INTEGER), "imag": (None, INTEGER)}
    shape = recurring({**members, "name": (str, counted)}, unless="imag")
    for value in (1, 2, 1, 2):
        told = json.loads(shape.write(value))
        assert told == {"real": value, "imag": 0, "name": str(value)}
    assert written == ["1", "2"]
    assert jsonschema_rs.is_valid(shape.schema, json.loads(shape.write(3)))
    del written[2:]
    kept = recurring({**members, "name": (str, counted)}, unless="real")
    for _ in range(2):
        kept.write(3)
    assert written == ["1", "2", "3", "3"]
    # A library may have a name for what another one has a number for.
    either = recurring({"real": (None, shape_of(str | int, {}))}, unless="real")
    assert either.write(SimpleNamespace(real=0)) == '{"real":0}'
    assert either.write(SimpleNamespace(real="")) == '{"real":""}'
