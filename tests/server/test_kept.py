"""The facts that outlive a connection."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from s_server.events import Facts
from s_server.server.kept import KeptFacts
from tests.output.facts import PlainFacts

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = {"session_pem", "session_text", "exported", "client_authorities"}
OF_THE_CONNECTION = {"client_hello", "own"}


def test_every_fact_is_kept_or_said_to_be_gone() -> None:
    names = {name for name in vars(Facts) if not name.startswith("_")}
    kept = {field.name for field in dataclasses.fields(KeptFacts)}
    assert kept == names - SECRET - OF_THE_CONNECTION


def test_what_is_kept_is_what_was_read() -> None:
    facts = PlainFacts(reused=True, verified_name="a.example")
    kept: Facts = KeptFacts.of(facts)
    for field in dataclasses.fields(KeptFacts):
        assert getattr(kept, field.name) == getattr(facts, field.name)


@pytest.mark.parametrize(
    "ask",
    [
        lambda kept: kept.session_pem,
        lambda kept: kept.session_text,
        lambda kept: kept.client_hello,
        lambda kept: kept.own,
        lambda kept: kept.exported("EXPORTER-x", 8),
        lambda kept: kept.client_authorities(0),
    ],
)
def test_what_is_not_kept(ask: Callable[[Facts], object]) -> None:
    with pytest.raises(ValueError, match=r"is not kept: .* Server\.subscribe"):
        ask(KeptFacts.of(PlainFacts()))
