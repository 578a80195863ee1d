"""Lines of `-json`, held against their schema and against each other."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from s_server.output import json_lines
from s_server.output.json_lines.schema import FILE

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json_lines.__path__[0] + "/" + FILE


def published() -> dict[str, Any]:
    """The schema in the package."""
    with open(SCHEMA, encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file, of which every line must be valid."""
    text = path.read_bytes()
    problems = problems_of(text)
    assert not problems, "\n".join(problems)
    return [json.loads(line) for line in text.splitlines()]


def problems_of(text: bytes) -> list[str]:
    """What is wrong with the lines of one run, each said in a line."""
    problems = [] if text.endswith(b"\n") or not text else ["the last line has no end"]
    kinds = []
    for number, line in enumerate(text.split(b"\n")[:-1], 1):
        try:
            event = json.loads(line, parse_constant=_refuse)
        except ValueError as problem:
            problems.append(f"line {number}: {problem}: {line!r}")
            continue
        kinds.append(event.get("event"))
        problems += [f"line {number}: {found}" for found in problems_with(event)]
    if kinds[:1] not in ([], ["started"]) or kinds.count("started") > 1:
        problems.append(f"it begins with {kinds[:1]}")
    return problems


def problems_with(event: dict[str, Any]) -> list[str]:
    """What is wrong with one line; what the schema does not know is, too."""
    name = str(event.get("event"))
    validator = _validators().get(name)
    if validator is None:
        return [f"no event is called {name}"]
    return [
        f"{name}: {'/'.join(map(str, found.instance_path))}: {found.message}"
        for found in validator.iter_errors(event)
    ]


@cache
def _validators() -> dict[str, jsonschema_rs.Draft202012Validator]:
    # One for each kind: of `oneOf` nobody could tell which part was meant.
    kinds = _strict(published()["$defs"])
    return {
        name: jsonschema_rs.Draft202012Validator(kind) for name, kind in kinds.items()
    }


def _strict(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """The schema with nothing allowed beyond what it names."""
    if isinstance(part, list):
        return [_strict(item) for item in part]
    if not isinstance(part, dict):
        return part
    inner = {name: _strict(value) for name, value in part.items()}
    is_object = isinstance(part.get("properties"), dict) and "type" in part
    return {**inner, "additionalProperties": False} if is_object else inner


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
