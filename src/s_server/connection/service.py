"""What all connections of a server share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from s_server.config import Web
from s_server.connection.keyboard import Keyboard
from s_server.connection.line import Line
from s_server.frozen import Frozen, made

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.connection.arrivals import Arrivals
    from s_server.connection.story import Stories
    from s_server.events import Bus
    from s_server.explain.witness import Witness
    from s_server.libssl.context import Context
    from s_server.libssl.datagram import Door


class Stop:
    """The stop of the server: one descriptor that all polls watch and nobody reads.

    ``done`` says whether the server has been told to stop.
    """

    def __init__(self) -> None:
        self.descriptor, held = os.pipe()
        self.by_keyboard = False
        self._held = [held]
        self.done = False

    def now(self, *, by_keyboard: bool = False) -> bool:
        """Stop, once; answers whether this call was the one that did it."""
        try:
            # No lock: a signal handler may come here while its own thread is here.
            held = self._held.pop()
        except IndexError:
            return False
        self.by_keyboard = by_keyboard
        self.done = True
        # With its other end closed the descriptor is readable for ever.
        os.close(held)
        return True

    def close(self) -> None:
        """Close the descriptor, when nobody polls it any more."""
        self.now()
        os.close(self.descriptor)


class Service(Frozen, kw_only=False):
    """The settings, the outputs, and the one keyboard.

    Connections of the console mode take turns where there is a keyboard to be had,
    and an output in which their bytes would mix.  With DTLS, clients prove their
    address at the ``door``, and those that come back join the ``arrivals``.
    """

    config: Config
    context: Context
    bus: Bus
    stop: Stop
    takes_turns: bool = True
    door: Door | None = None
    arrivals: Arrivals | None = None
    stories: Stories | None = None
    witness: Witness | None = None
    line: Line = made(factory=Line)
    keyboard: Keyboard = made(factory=Keyboard)

    def end(self, *, by_keyboard: bool = False) -> None:
        """Stop the server."""
        self.stop.now(by_keyboard=by_keyboard)
        self.line.stop()


def stories_of(config: Config, bus: Bus) -> Stories | None:
    """Answer what keeps the stories of connections, where a page will tell them."""
    if config.mode.web is not Web.STATUS_PAGE or config.mode.reverse:
        return None
    from s_server.connection.story import Stories  # noqa: PLC0415 - for the page alone

    return Stories(bus)
