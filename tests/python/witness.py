"""A server that notes every event of every connection; run as a program.

Its words are those of the command.  It prints its port, serves until its standard
input ends, and then prints what it noted, as one line of JSON.
"""

from __future__ import annotations

import json
import sys
import threading

from s_server import events
from s_server.events import Bus, ConnectionEvent, DataReceived, HandshakeFinished
from s_server.libssl.load import open_library
from s_server.options.parse import parse
from s_server.server.loop import Loop

MESSAGES = {*(events.MessagePassed, events.RecordPassed, events.ClientHelloReceived)}
Noted = list[tuple[int, str, str, int, str]]
"""Number, kind of event, peer, thread, and what tells this client from others."""


def main(words: list[str]) -> None:
    """Serve, and tell at the end."""
    noted: Noted = []
    bus = Bus()

    def note(event: ConnectionEvent) -> None:
        info, thread = event.connection, threading.get_ident()
        kind = type(event).__name__
        noted.append((info.number, kind, info.peer, thread, _mark(event)))

    for kind in vars(events).values():
        is_kind = isinstance(kind, type) and issubclass(kind, ConnectionEvent)
        # Of messages there are more or fewer, as the version has it.
        if is_kind and kind not in MESSAGES:
            bus.subscribe(kind, note)
    bus.subscribe(events.Listening, lambda event: print(event.port, flush=True))
    config = parse(words)
    loop = Loop(config, library=open_library(config.general.library), bus=bus)
    loop.start()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.stop())).start()
    loop.run()
    print(json.dumps(noted))


def _mark(event: ConnectionEvent) -> str:
    if isinstance(event, DataReceived):
        return event.data.decode().strip()
    return event.facts.version if isinstance(event, HandshakeFinished) else ""


if __name__ == "__main__":
    main(sys.argv[1:])
