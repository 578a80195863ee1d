"""Conversations of which messages, bytes, states and extensions are printed.

The C program prints some of this through its buffer and data round it, so clients
send no data there (docs/differences.toml, flushed-in-order).  A ticket
of TLS 1.3 has no certain length, so there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.compat.clients import (
    BLOCK_ENDS,
    DATA_ONLY,
    ask,
    fetch,
    refused,
    send,
    talk,
)
from tests.kit.clients import start_s_client
from tests.kit.conversation import Scenario

if TYPE_CHECKING:
    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

SMALL = ("-cert", "ed25519.pem", "-naccept", "1")
KEY = ("-psk", "1a2b3c")
ON_ERROR = ("-msgfile", "/dev/stderr")
"""Where their order among the lines of standard error is seen."""
NO_TICKETS = ("-num_tickets", "0")


def renegotiated(server: ServerRun) -> Seen:
    """Have the server ask for another handshake, and leave when it is done."""
    with start_s_client(server.address, *DATA_ONLY, "-tls1_2") as ours:
        server.wait_line(BLOCK_ENDS)
        server.type(b"r\n")
        server.wait_line(rb"^<<< .*, Finished$", stream="stderr", nth=2)
        return ours.finish()


ALL: list[Scenario] = [
    Scenario(
        name="messages, TLS 1.2",
        options=(*SMALL, "-trace", "-msg", "-tlsextdebug"),
        client=talk("-tls1_2", "-servername", "localhost"),
    ),
    Scenario(
        name="messages and states, TLS 1.3, a client's certificate",
        options=(*SMALL, *NO_TICKETS, "-msg", *ON_ERROR, "-state", "-verify", "1"),
        client=talk("-tls1_3", "-cert", "ed25519.pem"),
    ),
    Scenario(
        name="messages decoded, TLS 1.3",
        options=(*SMALL, *NO_TICKETS, "-msg", "-trace"),
        client=send(b"", ("-tls1_3",)),
    ),
    Scenario(
        name="messages decoded, TLS 1.2, brief",
        options=(*SMALL, "-trace", "-brief", "-tlsextdebug"),
        client=send(b"", ("-tls1_2",)),
    ),
    Scenario(
        name="bytes, quiet, PSK",
        options=("-nocert", "-naccept", "1", "-debug", "-quiet", *KEY),
        client=send(b"", ("-tls1_2", *KEY)),
    ),
    Scenario(
        name="bytes, brief, PSK of somebody else",
        options=("-nocert", "-naccept", "1", "-debug", "-brief", "-state", *KEY),
        client=send(b"", ("-tls1_2", *KEY, "-psk_identity", "his")),
    ),
    Scenario(
        name="bytes and messages, refused",
        options=(*SMALL, "-debug", "-msg", "-state", "-tls1_3"),
        client=refused("-tls1_2"),
    ),
    Scenario(
        name="bytes and messages, files",
        options=(*SMALL, "-debug", "-msg", "-tlsextdebug", "-state", "-HTTP"),
        client=fetch("/response", "--tls-max", "1.2"),
        differences=("goodbye-of-web-modes",),
    ),
    Scenario(
        name="bytes and messages, reverse",
        options=(*SMALL, *NO_TICKETS, "-debug", "-msg", "-quiet", "-rev"),
        client=ask(b"hello\n", b"olleh\n", "-tls1_3"),
    ),
    Scenario(
        name="states, renegotiation",
        options=(*SMALL, "-state", "-msg", *ON_ERROR),
        client=renegotiated,
    ),
]
