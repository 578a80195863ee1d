"""What a row of the table of causes says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import Event
    from s_server.explain.evidence import Evidence


class Row(Frozen):
    """One cause of failure.

    ``words`` answers one to four lines, or None where this is not the cause.  The
    first line says what happened, the next what did not meet, the last ones what to
    change, beginning with ``here:`` or ``client:``.  The first row that has words is
    the cause, so what is particular stands before what is general.

    ``after`` are the events after which it is looked for; None is a failure.  ``when``
    and ``example`` are for the manual; a test gets these very words from a real client.
    """

    cause: str
    when: str
    words: Callable[[Evidence], list[str] | None]
    example: tuple[str, ...]
    after: tuple[type[Event] | None, ...] = (None,)
