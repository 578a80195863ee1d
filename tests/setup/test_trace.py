"""A context tells of the messages that the bus wants, and of no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.events import Bus, ClientHelloReceived, MessagePassed, RecordPassed
from s_server.libssl.messages import MessageWishes
from s_server.setup import trace

if TYPE_CHECKING:
    from s_server.events import Event
    from s_server.libssl.context import Context

WISHES = [
    (ClientHelloReceived, MessageWishes(hellos=True)),
    (MessagePassed, MessageWishes(messages=True)),
    (RecordPassed, MessageWishes(records=True)),
]


@pytest.mark.parametrize(("kind", "wishes"), WISHES)
def test_what_is_wanted(
    context: Context, kind: type[Event], wishes: MessageWishes
) -> None:
    bus = Bus()
    bus.subscribe(kind, lambda _: None)
    trace.apply(context, bus)
    assert context.message_wishes == wishes


def test_nothing_is_wanted(context: Context) -> None:
    trace.apply(context, Bus())
    assert context.message_wishes is None
