"""Files that are read anew when asked: at once, or by the loop at its next turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Config, Sessions
from s_server.errors import LoadError
from s_server.events import Bus, TicketKeysRead, Warned
from s_server.server.reloading import Reloading
from s_server.setup import Setup
from tests.kit.fixtures import context, library

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.events import Event
    from s_server.libssl.context import Context

__all__ = ["context", "library"]


def test_once_for_each_time_asked(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.touch(0o600)
    path.write_bytes(bytes(80))
    told: list[Event] = []
    bus = Bus()
    bus.subscribe(TicketKeysRead, told.append)
    bus.subscribe(Warned, told.append)
    files = Reloading(Config(sessions=Sessions(ticket_keys=str(path))), bus)
    files.do()
    assert told == []  # nothing is set up
    files.setup = Setup(context, None)
    files.do()
    assert told == [TicketKeysRead(path=str(path), count=1)]
    files.do_if_asked()
    assert len(told) == 1
    files.ask()
    files.ask()
    files.do_if_asked()
    files.do_if_asked()
    assert len(told) == 2
    path.unlink()
    with pytest.raises(LoadError):
        files.do()
    files.ask()
    files.do_if_asked()
    (*_, warning) = told
    assert isinstance(warning, Warned)
    assert warning.message.endswith(
        "No such file or directory: what was read before stays in use"
    )
