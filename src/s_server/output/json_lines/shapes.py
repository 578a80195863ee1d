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
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from types import MappingProxyType
from typing import (
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from s_server import errors, events

KEPT = 256
"""Texts of objects that are kept."""
Schema = dict[str, Any]
"""A JSON Schema, or a part of one: JSON, so anything may be in it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shape:
    """A schema, and what writes a value as the JSON that the schema describes.

    ``form`` writes the value in an f-string, where that does the same as ``write``.
    Of a value that may be None ``other`` writes any but None.
    """

    schema: Schema
    write: Callable[[Any], str]
    form: str = ""
    other: Callable[[Any], str] | None = None


def _hex(data: bytes) -> str:
    return f'"{data.hex()}"'


def _text(data: bytes) -> str:
    return quoted(data.decode("utf-8", "backslashreplace"))


INTEGER = Shape({"type": "integer"}, int.__repr__, "d")
NUMBER = Shape({"type": "number"}, "{:.3f}".format, ".3f")
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
    return Shape(
        schema,
        lambda value: "null" if value is None else write(value),
        other=write,
    )


def array_of(shape: Shape) -> Shape:
    """Answer the shape of a tuple of any length."""
    write = shape.write
    return Shape(
        {"type": "array", "items": shape.schema},
        lambda values: f"[{','.join(map(write, values))}]",
    )


Getter = Callable[[Any], Any]
Members = Mapping[str, tuple[Getter | None, Shape]]
"""How each member is got, and its shape; without a getter it is an attribute."""


def object_of(members: Members) -> Shape:
    """Answer the shape of an object with these members."""
    schema = {
        "type": "object",
        "properties": {name: shape.schema for name, (_, shape) in members.items()},
        "required": list(members),
    }
    return Shape(schema, filler_of(literal("{"), members, literal("}")))


def recurring(members: Members, *, unless: str) -> Shape:
    """Answer the shape of an object that mostly was written before: its text is kept.

    Not where the member ``unless`` is true.  All values must be hashable.
    """
    places = enumerate(members.items())
    taken: Members = {n: (itemgetter(i), shape) for i, (n, (_, shape)) in places}
    write = filler_of(literal("{"), taken, literal("}"))
    kept, at = lru_cache(KEPT)(write), list(members).index(unless)
    known = {f"get{i}": get for i, (get, _) in enumerate(members.values())}
    sources = [
        f"value.{name}" if get is None else f"get{i}(value)"
        for i, (name, (get, _)) in enumerate(members.items())
    ]
    # Source, as below.
    values_of = eval(f"lambda value: ({', '.join(sources)},)", known)

    def written(value: object) -> str:
        values = values_of(value)
        return write(values) if values[at] else kept(values)

    return Shape(object_of(members).schema, written)


def literal(text: str) -> str:
    """Answer what stands for a text in the form of ``filler_of``."""
    for sign, written in _ESCAPED.items():
        text = text.replace(sign, written)
    return text


_ESCAPED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "{": "{{", "}": "}}"}


def filler_of(  # noqa: PLR0913 - each is one part of what is made
    begin: str,
    members: Members,
    end: str,
    *,
    arguments: str = "value",
    known: Mapping[str, object] = MappingProxyType({}),
    tail: Callable[[Any], str] | None = None,
) -> Callable[..., str]:
    """Answer what writes a value's members between ``begin`` and ``end``.

    These two are inner parts of an f-string, in which names are ``known``, as are the
    ``arguments``.  ``tail`` writes further members by itself.
    """
    # Source, as dataclass makes it: a loop over functions takes twice as long.
    known, parts = {**known, "null": "null"}, []
    for place, (name, (get, shape)) in enumerate(members.items()):
        known |= {f"get{place}": get, f"write{place}": shape.other or shape.write}
        got = f"value.{name}" if get is None else f"get{place}(value)"
        if shape.other is not None:
            got = f"(null if (got := {got}) is None else write{place}(got))"
        elif shape.form:
            got = f"{got}:{shape.form}"
        else:
            got = f"write{place}({got})"
        parts.append(f"{literal(STRING.write(name))}:{{{got}}}")
    if tail is not None:
        known["tail"] = tail
        parts.append("{tail(value)}")
    source = f"lambda {arguments}: f'{begin}{','.join(parts)}{end}'"
    made: Callable[..., str] = eval(source, known)  # of our own names alone
    return made


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
        return object_of({name: (None, shape) for name, shape in fields.items()})
    raise TypeError(f"output/json_lines has no shape for {hint!r}")


def is_about(hint: object, kinds: Collection[object]) -> bool:
    """Whether one of these types is in a type, or is it."""
    return hint in kinds or any(is_about(part, kinds) for part in get_args(hint))


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
