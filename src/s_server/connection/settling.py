"""Waiting, before which the outputs put out what they have gathered."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl.context import Context

MOMENT = 10
"""Milliseconds: nobody minds that a line comes so much later."""
SHORT_WAITS = 8
"""Waits of less than a moment, after which the outputs settle all the same."""


def _nothing() -> None:
    """Settle nothing: no output gathers anything."""


class SettlingPoll:
    """A poll object; ``settle`` is called before each wait of more than a moment.

    So the lines of a handshake can be written at once, which is half their price.
    ``descriptor`` is the first one to be read.  Where something may be fetched within
    a call of the ``context``, which takes long and is no wait of ours, nothing is held
    back.
    """

    def __init__(
        self,
        settle: Callable[[], object] | None,
        descriptor: int,
        context: Context | None = None,
    ) -> None:
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._waits = 0
        self.register = self._poll.register
        self.unregister = self._poll.unregister
        self.settle = settle or _nothing
        self.poll = self._poll.poll if settle is None else self._settled
        if context is not None and (context.stapler or context.fetch):
            self.settle()
            self.poll = self._settled_first

    def rest(self) -> None:
        """Settle no more: all is told."""
        self.settle, self.poll = _nothing, self._poll.poll

    def _settled_first(self, left: float | None) -> list[tuple[int, int]]:
        self.settle()
        return self._poll.poll(left)

    def _settled(self, left: float | None) -> list[tuple[int, int]]:
        """Poll for so many milliseconds; whoever makes many short waits settles too."""
        self._waits += 1
        moment = MOMENT if left is None else min(MOMENT, left)
        if self._waits % SHORT_WAITS:
            found = self._poll.poll(moment)
            if found or moment == left:
                return found
            left = left if left is None else left - moment
        self.settle()
        return self._poll.poll(left)
