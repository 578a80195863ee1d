"""Tells what the security level is asked, where that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.config import SecurityShown
from s_server.events import SecurityAskedAtStart

if TYPE_CHECKING:
    from s_server.config import Trace
    from s_server.events import Bus
    from s_server.libssl.context import Context


def watch(context: Context, trace: Trace) -> None:
    """Listen from here on to what is asked about the context."""
    if trace.security is None:
        return
    from s_server.libssl.security import SecurityWatch  # noqa: PLC0415  # rarely used

    SecurityWatch(context, refused_only=trace.security is SecurityShown.REFUSED)


def tell(context: Context, bus: Bus) -> None:
    """Tell what was asked while the context was set up."""
    if context.security_watch is not None:
        for question in context.security_watch.take():
            bus.emit(SecurityAskedAtStart(question=question))
