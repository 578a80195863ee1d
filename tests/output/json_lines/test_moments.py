"""Each line says when its event was, in its own connection's time."""

from __future__ import annotations

import json
import re
import threading
import time
from datetime import UTC, datetime

from s_server.output.json_lines.moments import last, now, text_of, time_text

from .samples import INFO

SECOND = 1_000_000_000


def test_the_time_is_now() -> None:
    before = datetime.now(UTC)
    said = time_text(time.time_ns())
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
            said = datetime.fromisoformat(time_text(time.time_ns())).timestamp()
            if not before - 1e-5 <= said <= time.time() + 1e-5:
                problems.append(said)

    threads = [threading.Thread(target=watch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_any_time_in_any_order() -> None:
    for ns in (5 * SECOND, 3 * SECOND + 250_000_999, 5 * SECOND - 1, 0, 5 * SECOND):
        moment = datetime.fromtimestamp(ns // SECOND, UTC).isoformat()[:19]
        assert time_text(ns) == f"{moment}.{ns % SECOND // 1000:06d}Z"


def test_a_moment_is_that_of_its_connection() -> None:
    before = time.monotonic()
    moment = now(INFO)
    assert before <= moment[0] <= time.monotonic()
    assert abs(moment[1] - time.time_ns()) < SECOND
    told = json.loads(f"{{{text_of(moment)}}}")
    assert list(told) == ["time", "connection", "peer", "elapsed_ms"]
    assert told["time"] == time_text(moment[1])
    assert (told["connection"], told["peer"]) == (INFO.number, INFO.peer)
    assert told["elapsed_ms"] == round((moment[0] - INFO.accepted) * 1000, 3)
    assert last[0][0] is moment
    assert list(json.loads(f"{{{text_of(now())}}}")) == ["time"]
