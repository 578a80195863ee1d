"""What connections tell of the protocol's messages: as much as somebody hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import ClientHelloReceived, MessagePassed, RecordPassed

if TYPE_CHECKING:
    from s_server.events import Bus
    from s_server.libssl.context import Context


def apply(context: Context, bus: Bus) -> None:
    """Have a context's connections tell of what the bus wants of these."""
    kinds = (ClientHelloReceived, MessagePassed, RecordPassed)
    if not any(map(bus.wants, kinds)):
        return
    from s_server.libssl.messages import (  # noqa: PLC0415 - when used
        MessageWishes,
        report_messages,
    )

    hellos, messages, records = map(bus.wants, kinds)
    report_messages(context, MessageWishes(hellos, messages, records))
