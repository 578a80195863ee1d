"""What a connection does after its handshake, one module a mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from s_server.config import Web
from s_server.connection import console
from s_server.connection.modes import files, reverse, status_page

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.connection.channel import Channel
    from s_server.connection.life import Connection
    from s_server.events import Ending


class Mode(Protocol):
    """A module that holds the conversation and says who ended it."""

    def converse(self, connection: Connection, channel: Channel) -> Ending:
        """Talk to the client until somebody ends it; raises channel.Broken."""


def mode_for(config: Config) -> Mode:
    """Answer the mode; -rev wins over the web modes, as in the C program."""
    if config.mode.reverse:
        return reverse
    if config.mode.web is None:
        return console
    return status_page if config.mode.web is Web.STATUS_PAGE else files
