"""Explanations on standard error."""

from __future__ import annotations

import pytest

from s_server.events import (
    Bus,
    Cause,
    Closed,
    Ender,
    Explained,
    Explanation,
    Failed,
    Stage,
)
from s_server.output.explained import ExplainedOutput, explanation_lines
from tests.output.facts import INFO

WHY = Explanation(cause="a", words=("it was so", "here: -b"), ended_by=Ender.CLIENT)
SHOWN = "s_server: connection 7: it was so\ns_server:   here: -b\n"


def failed(why: Explanation | None) -> Failed:
    return Failed(
        connection=INFO, stage=Stage.HANDSHAKE, cause=Cause.PROTOCOL, explanation=why
    )


@pytest.fixture
def bus() -> Bus:
    made = Bus()
    ExplainedOutput().subscribe(made)
    return made


def test_lines() -> None:
    assert explanation_lines("connection 7", WHY) == SHOWN.splitlines()


def test_failures_and_what_is_none(bus: Bus, capfd: pytest.CaptureFixture[str]) -> None:
    bus.emit(failed(None))
    assert capfd.readouterr() == ("", "")
    bus.emit(failed(WHY))
    bus.emit(Explained(connection=INFO, explanation=WHY))
    assert capfd.readouterr() == ("", SHOWN * 2)


def test_the_same_is_not_said_twice(
    bus: Bus, capfd: pytest.CaptureFixture[str]
) -> None:
    bus.emit(Explained(connection=INFO, explanation=WHY))
    bus.emit(failed(WHY))
    bus.emit(Closed(connection=INFO))
    assert capfd.readouterr().err == SHOWN
    bus.emit(failed(WHY))
    assert capfd.readouterr().err == SHOWN
