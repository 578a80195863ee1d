"""What the letters typed at the console do to the foremost connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.connection.channel import Broken
from s_server.connection.keyboard import Command
from s_server.events import HandshakeAsked, RequestRefused, StatisticsAsked
from s_server.libssl import renegotiation

if TYPE_CHECKING:
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection
    from s_server.libssl.renegotiation import Refusal

CLEAR_TEXT = b"Lets print some clear text\n"


def obey(command: Command, connection: Connection, channel: Channel) -> None:
    """Do what a command asks of a connection that goes on; raises Broken."""
    tls = channel.tls
    match command:
        case Command.RENEGOTIATE:
            _ask(connection, channel, renegotiation.ask_to_renegotiate(tls))
        case Command.RENEGOTIATE_WITH_CERTIFICATE:
            renegotiation.demand_certificate(tls)
            _ask(connection, channel, renegotiation.ask_to_renegotiate(tls))
        case Command.UPDATE_OUR_KEY | Command.UPDATE_BOTH_KEYS:
            both = command is Command.UPDATE_BOTH_KEYS
            refusal = renegotiation.ask_to_update_keys(tls, both=both)
            _ask(connection, channel, refusal)
        case Command.REQUEST_CERTIFICATE:
            refusal = renegotiation.ask_for_certificate(tls)
            if refusal is None:
                _ask(connection, channel, None)
            else:
                connection.tell(RequestRefused, queue=refusal)
        case Command.SEND_CLEAR_TEXT:
            tls.write_clear(CLEAR_TEXT)
        case Command.PRINT_STATISTICS:
            counters = tls.counters
            connection.tell(StatisticsAsked, counters=counters)
        case _:
            raise AssertionError(f"{command} ends the connection")


def _ask(connection: Connection, channel: Channel, refusal: Refusal | None) -> None:
    """Send what was prepared; the client's answer comes with its data."""
    queue = refusal or ()
    try:
        channel.start_handshake()
    except Broken:
        connection.tell(HandshakeAsked, result=-1, queue=queue)
        raise
    connection.tell(HandshakeAsked, result=1, queue=queue)
