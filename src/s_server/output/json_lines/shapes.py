r"""What a Python type is in JSON: one rule gives both the text and its schema.

Bytes are lower-case hex, an Enum the name of its member in lower case, a tuple an
array, and a dataclass an object of its fields.  Names that somebody sent are text, in
which what is no UTF-8 stands as ``\xNN``.

Shapes write JSON by themselves: a line costs a third of what the module ``json`` takes
for a dict made for it, and there are some twenty for each handshake.
"""

from __future__ import annotations

import dataclasses
import types
from enum import Enum
from json.encoder import encode_basestring as quoted
from operator import attrgetter
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from s_server import errors, events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Schema = dict[str, Any]
"""A JSON Schema, or a part of one: JSON, so anything may be in it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A schema, and what writes a value as the JSON that the schema describes."""

    schema: Schema
    write: Callable[[Any], str]


def _hex(data: bytes) -> str:
    return f'"{data.hex()}"'


def _text(data: bytes) -> str:
    return quoted(data.decode("utf-8", "backslashreplace"))


INTEGER = Shape({"type": "integer"}, int.__repr__)
NUMBER = Shape({"type": "number"}, "{:.3f}".format)
STRING = Shape({"type": "string"}, quoted)
BOOLEAN = Shape({"type": "boolean"}, {True: "true", False: "false"}.__getitem__)
HEX = Shape({"type": "string", "pattern": "^([0-9a-f]{2})*$"}, _hex)
TEXT = Shape({"type": "string"}, _text)
"""For bytes that are a name, and mostly text."""
_PLAIN: Mapping[object, Shape] = {
    str: STRING,
    int: INTEGER,
    bool: BOOLEAN,
    float: NUMBER,
    bytes: HEX,
}
_NONE = type(None)


def or_null(shape: Shape) -> Shape:
    """Answer the shape of a value that may be None."""
    kind = shape.schema["type"]
    kinds = kind if isinstance(kind, list) else [kind]
    schema = {**shape.schema, "type": [*kinds, "null"]}
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    write = shape.write
    return Shape(schema, lambda value: "null" if value is None else write(value))


def array_of(shape: Shape) -> Shape:
    """Answer the shape of a tuple of any length."""
    write = shape.write
    return Shape(
        {"type": "array", "items": shape.schema},
        lambda values: f"[{','.join(map(write, values))}]",
    )


def object_of(
    shapes: Mapping[str, Shape], getters: Mapping[str, Callable[[Any], Any]]
) -> Shape:
    """Answer the shape of an object whose members are got from a value by these."""
    schema = {
        "type": "object",
        "properties": {name: shape.schema for name, shape in shapes.items()},
        "required": list(shapes),
    }
    form = form_of(shapes)
    pairs = [(getters[name], shape.write) for name, shape in shapes.items()]
    return Shape(
        schema,
        lambda value: (
            "{" + form % tuple([write(get(value)) for get, write in pairs]) + "}"
        ),
    )


def form_of(names: Mapping[str, Shape]) -> str:
    """Answer the text of members for the ``%`` operator, which takes their values."""
    return ",".join(f'"{name}":%s' for name in names)


def shape_of(hint: object, known: Mapping[object, Shape]) -> Shape:
    """Answer the shape of a type; ``known`` are those with a rule of their own.

    Raises TypeError for a type that nobody has thought about.
    """
    found = known.get(hint) or _PLAIN.get(hint)
    if found is not None:
        return found
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        either = _either([shape_of(a, known) for a in arguments if a is not _NONE])
        return or_null(either) if _NONE in arguments else either
    if origin is Literal:
        return Shape({"type": "string", "enum": list(arguments)}, quoted)
    if origin is tuple:
        return _tuple_of(arguments, known)
    if isinstance(hint, type) and issubclass(hint, Enum):
        names = {member: member.name.lower() for member in hint}
        written = {member: f'"{name}"' for member, name in names.items()}
        return Shape({"type": "string", "enum": [*names.values()]}, written.__getitem__)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        fields = fields_of(hint, known)
        return object_of(fields, {name: attrgetter(name) for name in fields})
    raise TypeError(f"output/json_lines has no shape for {hint!r}")


def _either(shapes: list[Shape]) -> Shape:
    if len(shapes) == 1:
        return shapes[0]
    # A name, or a number without one.
    if {id(shape) for shape in shapes} != {id(STRING), id(INTEGER)}:
        raise TypeError("output/json_lines: a union of more than text and number")
    return Shape(
        {"type": ["string", "integer"]},
        lambda value: quoted(value) if isinstance(value, str) else repr(value),
    )


def _tuple_of(arguments: tuple[Any, ...], known: Mapping[object, Shape]) -> Shape:
    if arguments[1:] == (...,):
        return array_of(shape_of(arguments[0], known))
    shapes = [shape_of(argument, known) for argument in arguments]
    schema: Schema = {
        "type": "array",
        "prefixItems": [shape.schema for shape in shapes],
        "items": False,
        "minItems": len(shapes),
    }

    def write(values: tuple[Any, ...]) -> str:
        pairs = zip(shapes, values, strict=True)
        return f"[{','.join(shape.write(value) for shape, value in pairs)}]"

    return Shape(schema, write)


def fields_of(kind: type, known: Mapping[object, Shape]) -> dict[str, Shape]:
    """Answer the shapes of a dataclass's fields."""
    hints = hints_of(kind)
    return {
        field.name: shape_of(hints[field.name], known)
        for field in dataclasses.fields(kind)
    }


def hints_of(thing: object) -> dict[str, Any]:
    """Answer the types of a class's fields, or of a function's arguments.

    The modules of events import most types for the type checker alone.
    """
    return get_type_hints(thing, localns={**vars(errors), **vars(events)})
