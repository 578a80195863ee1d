"""Explanations on standard error, after the lines that the C program has too.

They are printed whatever else is silent: who asks for less output (``-quiet``) still
wants to know of errors, and ``-no_explain`` is there for who does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Closed, Explained, Failed, StrangeDatagram
from s_server.output.text.printer import STDERR, write_all

if TYPE_CHECKING:
    from s_server.events import Bus, ConnectionEvent, Explanation

PREFIX = "s_server: "


class ExplainedOutput:
    """Prints explanations; one that was told is not told again when it ends so."""

    def __init__(self) -> None:
        self._told: dict[int, str] = {}

    def subscribe(self, bus: Bus) -> None:
        """Print why a connection failed, or what else came to nothing on it."""
        bus.subscribe(Failed, self._failed)
        bus.subscribe(Explained, self._explained)
        bus.subscribe(Closed, self._closed)
        bus.subscribe(StrangeDatagram, self._stranger)

    def _failed(self, event: Failed) -> None:
        told = self._told.get(event.connection.number)
        if event.explanation is not None and event.explanation.cause != told:
            _print(_name(event), event.explanation)

    def _explained(self, event: Explained) -> None:
        self._told[event.connection.number] = event.explanation.cause
        _print(_name(event), event.explanation)

    def _stranger(self, event: StrangeDatagram) -> None:
        _print(event.peer, event.explanation)

    def _closed(self, event: Closed) -> None:
        self._told.pop(event.connection.number, None)


def explanation_lines(who: str, explanation: Explanation) -> list[str]:
    """Answer the lines; the first one names who it is, the others are indented."""
    first, *rest = explanation.words
    return [f"{PREFIX}{who}: {first}", *(f"{PREFIX}  {r}" for r in rest)]


def _name(event: ConnectionEvent) -> str:
    return f"connection {event.connection.number}"


def _print(who: str, explanation: Explanation) -> None:
    # One write for the block: two connections' lines do not mix.
    lines = explanation_lines(who, explanation)
    write_all(STDERR, "".join(f"{line}\n" for line in lines).encode())
