"""What the lines are, as JSON Schema (2020-12), made from what writes them.

Words come from docstrings.  The file beside this module is what ``make generate`` made
of it; at run time nobody needs either.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from s_server.events import ConnectionEvent, Facts
from s_server.output.json_lines.encoders import (
    SCHEMA_VERSION,
    kinds,
    name_of,
    own_fields,
)
from s_server.output.json_lines.known import WORDS
from s_server.output.json_lines.members import ADDED, NAMES, members_of

if TYPE_CHECKING:
    from s_server.events import Event
    from s_server.output.json_lines.shapes import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = "events.schema.json"
_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$"
_COMMON: Schema = {
    "time": {
        "type": "string",
        "format": "date-time",
        "pattern": _TIME,
        "description": "When it was told, in UTC (RFC 3339).",
    },
}
_CONNECTION: Schema = {
    "connection": {
        "type": "integer",
        "minimum": 1,
        "description": "The connection's number in this run, from 1.",
    },
    "peer": {"type": "string", "description": "The client's address."},
    "elapsed_ms": {
        "type": "number",
        "minimum": 0,
        "description": "Milliseconds since the connection was accepted.",
    },
}


def schema() -> Schema:
    """Answer the schema of a line: one of the kinds, told apart by ``event``."""
    names = {name_of(kind): kind for kind in kinds()}
    return {
        "$schema": DIALECT,
        "$id": f"urn:s-server:events:{SCHEMA_VERSION}",
        "title": "A line of s_server -json",
        "description": (
            "Each line is one object. Members may be added without a new version: "
            "a reader passes over those that it does not know."
        ),
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in names],
        "$defs": {name: _kind(name, kind) for name, kind in names.items()},
    }


def _kind(name: str, kind: type[Event]) -> Schema:
    properties: Schema = {"event": {"const": name}, **_COMMON}
    if issubclass(kind, ConnectionEvent):
        properties |= _CONNECTION
    added = ADDED.get(kind, {})
    for member, (_, shape) in members_of(kind, own_fields(kind)).items():
        properties[member] = dict(shape.schema)
        if member in added:
            properties[member]["description"] = added[member].words
    for member in NAMES.get(kind, ()):
        properties[f"{member}_text"]["description"] = f"{member} as text."
    if "facts" in properties:
        properties["facts"] = _facts(properties["facts"])
    return {
        "description": inspect.cleandoc(kind.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _words(fact: str) -> str:
    return inspect.cleandoc(getattr(Facts, fact).__doc__)


def _facts(shape: Schema) -> Schema:
    """Put the words of ``events.Facts`` into the schema of its members."""
    properties = {
        name: {**part, "description": WORDS.get(name) or _words(name)}
        for name, part in shape["properties"].items()
    }
    return {**shape, "properties": properties}
