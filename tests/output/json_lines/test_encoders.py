"""Every kind of event has a line, and the line is what the published schema says."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, datetime

import jsonschema_rs
import pytest

from s_server import events
from s_server.events import ConnectionEvent, Event
from s_server.output.json_lines.encoders import encoder_of, kinds, name_of, now
from tests.kit.json_lines import problems_with, published

from .samples import INFO, sample

KINDS = kinds()


def test_no_kind_is_forgotten() -> None:
    exported = {getattr(events, name) for name in events.__all__}
    expected = {
        kind for kind in exported if isinstance(kind, type) and issubclass(kind, Event)
    } - {Event, ConnectionEvent}
    assert expected <= set(KINDS)
    assert set(published()["$defs"]) == {name_of(kind) for kind in KINDS}
    assert len(KINDS) > 55


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_line_of_every_kind_is_valid(kind: type[Event], *, empty: bool) -> None:
    line = encoder_of(kind)(sample(kind, empty=empty))
    assert line.endswith("}\n")
    assert "\n" not in line[:-1]
    told = json.loads(line)
    assert problems_with(told) == []
    assert list(told)[:2] == ["event", "time"]
    if issubclass(kind, ConnectionEvent):
        assert (told["connection"], told["peer"]) == (INFO.number, INFO.peer)
        assert told["elapsed_ms"] > 0


def test_the_whole_schema_knows_each_line() -> None:
    whole = jsonschema_rs.Draft202012Validator(published())
    for kind in KINDS:
        told = json.loads(encoder_of(kind)(sample(kind)))
        assert whole.is_valid(told), kind
        told["event"] += "x"
        assert not whole.is_valid(told)


def test_a_line_that_lacks_or_adds_something_is_refused() -> None:
    told = json.loads(encoder_of(events.Closed)(sample(events.Closed)))
    for member in told:
        assert problems_with({k: v for k, v in told.items() if k != member})
    assert problems_with({**told, "more": 1})
    assert problems_with({**told, "time": "2026-11-21 10:00:00"})


def test_names() -> None:
    assert name_of(events.HandshakeFinished) == "handshake_finished"
    assert name_of(events.DhChosen) == "dh_chosen"


def test_the_time_is_now() -> None:
    before = datetime.now(UTC)
    said = now()
    after = datetime.now(UTC)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", said)
    assert before <= datetime.fromisoformat(said) <= after


def test_the_time_does_not_go_back_between_threads() -> None:
    """Threads share the text of a second; none may take another's digits."""
    problems = []
    end = time.monotonic() + 1.2

    def watch() -> None:
        while time.monotonic() < end:
            before = time.time()
            said = datetime.fromisoformat(now()).timestamp()
            if not before - 1e-5 <= said <= time.time() + 1e-5:
                problems.append(said)

    threads = [threading.Thread(target=watch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
