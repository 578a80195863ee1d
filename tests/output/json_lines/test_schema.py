"""The published schema is a schema, and says of each member what it is."""

from __future__ import annotations

import jsonschema_rs

from s_server.output.json_lines.encoders import SCHEMA_VERSION
from s_server.output.json_lines.schema import DIALECT, schema
from tests.kit.json_lines import published


def test_it_is_what_is_published() -> None:
    made = schema()
    assert made == published()
    jsonschema_rs.meta.validate(made)
    assert made["$schema"] == DIALECT
    assert made["$id"].endswith(f":{SCHEMA_VERSION}")


def test_every_kind_has_words() -> None:
    for name, kind in schema()["$defs"].items():
        assert kind["description"], name
        assert kind["required"] == list(kind["properties"])
        assert kind["properties"]["event"] == {"const": name}


def test_facts_have_words() -> None:
    facts = schema()["$defs"]["handshake_finished"]["properties"]["facts"]
    assert all(part["description"] for part in facts["properties"].values())
