"""A context tells of what the bus wants, and of nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Config, MessagesShown, Network, Trace
from s_server.events import Bus, ClientHelloReceived, MessagePassed, RecordPassed
from s_server.events.trace import (
    BytesPassed,
    ExtensionReceived,
    MessageDecoded,
    StateReached,
)
from s_server.libssl.messages import MessageWishes
from s_server.libssl.trace import on_state
from s_server.setup import trace

if TYPE_CHECKING:
    from s_server.events import Event
    from s_server.libssl.context import Context

WISHES = [
    (ClientHelloReceived, MessageWishes(hellos=True)),
    (MessagePassed, MessageWishes(messages=True)),
    (RecordPassed, MessageWishes(records=True)),
]
EVERYTHING = Trace(
    messages=MessagesShown.DECODED, traffic=True, states=True, extensions=True
)


def bus_for(*kinds: type[Event]) -> Bus:
    bus = Bus()
    for kind in kinds:
        bus.subscribe(kind, lambda _: None)
    return bus


@pytest.mark.parametrize(("kind", "wishes"), WISHES)
def test_what_is_wanted(
    context: Context, kind: type[Event], wishes: MessageWishes
) -> None:
    trace.apply(context, Config(), bus_for(kind))
    assert context.message_wishes == wishes


def test_nothing_is_wanted(context: Context) -> None:
    plain = context.on_info
    for config in (Config(), Config(trace=EVERYTHING)):
        trace.apply(context, config, Bus())
        assert context.message_wishes is None
        assert context.when_attached == []
        assert context.on_info is plain


def test_the_clients_offer_is_shown(context: Context) -> None:
    trace.apply(context, Config(trace=Trace(client_hello=True)), Bus())
    assert context.message_wishes == MessageWishes(hellos=True)


@pytest.mark.parametrize("non_blocking", [False, True])
def test_details_are_wanted(context: Context, *, non_blocking: bool) -> None:
    bus = bus_for(BytesPassed, ExtensionReceived, MessageDecoded, StateReached)
    network = Network(non_blocking=non_blocking)
    trace.apply(context, Config(trace=EVERYTHING, network=network), bus)
    assert context.message_wishes == MessageWishes(decoded=True)
    assert len(context.when_attached) == 2
    assert context.on_info is on_state
    assert context.tells_waits is non_blocking
