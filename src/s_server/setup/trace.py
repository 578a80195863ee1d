"""What connections tell of the protocol's messages: as much as somebody hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.config import MessagesShown
from s_server.events import Alert, ClientHelloReceived, MessagePassed, RecordPassed

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus
    from s_server.libssl.context import Context


def apply(context: Context, config: Config, bus: Bus) -> None:
    """Have a context's connections tell of what the bus wants of these and alerts."""
    trace = config.trace
    if trace.is_told:
        _report_details(context, config, bus)
    kinds = (ClientHelloReceived, MessagePassed, RecordPassed)
    decoded = trace.messages is MessagesShown.DECODED and _wants_decoded(bus)
    is_shown = trace.client_hello or decoded
    alerts = bus.wants(Alert)
    if not is_shown and not any(map(bus.wants, kinds)):
        if alerts:
            context.report_alerts()
        return
    from s_server.libssl.messages import (  # noqa: PLC0415 - when used
        MessageWishes,
        report_messages,
    )

    hellos, messages, records = map(bus.wants, kinds)
    hellos = hellos or trace.client_hello
    report_messages(context, MessageWishes(hellos, messages, records, decoded, alerts))


def _report_details(context: Context, config: Config, bus: Bus) -> None:
    from s_server.events.trace import (  # noqa: PLC0415 - when used
        BytesPassed,
        ExtensionReceived,
        StateReached,
    )
    from s_server.libssl.trace import (  # noqa: PLC0415 - when used
        report_bytes,
        report_extensions,
        report_states,
    )

    network = config.network
    # Our descriptors never block.  The C program's do, so that it sees no waiting,
    # unless it is told to have them otherwise.
    waits = network.non_blocking or network.non_blocking_test
    if bus.wants(StateReached):
        report_states(context, waits=waits)
    if bus.wants(BytesPassed):
        report_bytes(context, waits=waits)
    if bus.wants(ExtensionReceived):
        report_extensions(context)


def _wants_decoded(bus: Bus) -> bool:
    from s_server.events.trace import MessageDecoded  # noqa: PLC0415 - when used

    return bus.wants(MessageDecoded)
