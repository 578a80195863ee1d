"""The stop of the server happens once, and every poll sees it."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

import pytest

from s_server.config import Config
from s_server.connection.service import Service, Stop
from s_server.events import Bus
from s_server.libssl.context import Context

if TYPE_CHECKING:
    from s_server.libssl.load import Library


def readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])


def test_the_stop_is_seen_for_ever() -> None:
    stop = Stop()
    assert not readable(stop.descriptor)
    assert stop.now(by_keyboard=True)
    assert stop.done
    assert stop.by_keyboard
    assert readable(stop.descriptor)
    assert os.read(stop.descriptor, 1) == b""
    assert readable(stop.descriptor)
    stop.close()


def test_only_the_first_call_stops() -> None:
    stop = Stop()
    assert stop.now()
    assert not stop.now(by_keyboard=True)
    assert not stop.by_keyboard
    stop.close()


def test_a_stop_that_never_came_is_closed_too() -> None:
    stop = Stop()
    stop.close()
    assert stop.done
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(stop.descriptor)


def test_the_end_of_the_service_stops_the_line(library: Library) -> None:
    with Context(library) as context:
        service = Service(config=Config(), context=context, bus=Bus(), stop=Stop())
        service.line.expect(1, lambda: None)
        service.end(by_keyboard=True)
        assert service.stop.done
        assert service.stop.by_keyboard
        assert not service.line.take_turn(1)
        service.keyboard.close()
        service.stop.close()
