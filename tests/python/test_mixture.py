"""5,000 handshakes by four processes: no event on a wrong connection."""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from contextlib import ExitStack
from operator import itemgetter
from typing import TYPE_CHECKING

from tests.house.tree import ROOT
from tests.kit.fixtures import certificates
from tests.kit.process import Running
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates
    from tests.python.witness import Noted

__all__ = ["certificates"]

EACH = 1250
VERSIONS = ("TLSv1_2", "TLSv1_3") * 2
PATIENCE = 90
LIFE = [
    *("Accepted", "HandshakeFinished", "DataReceived", "DataSent", "Alert"),
    *("Finished", "ShuttingDown", "Alert", "Closed"),
]


def program(name: str, *words: str) -> Running:
    """Start one of the programs beside this file."""
    command = [sys.executable, "-m", f"tests.python.{name}", *words]
    return Running(command, env=clean_environment(), cwd=ROOT)


def test_no_event_on_a_wrong_connection(certificates: Certificates) -> None:
    cert = str(certificates.pair("ecdsa"))
    with ExitStack() as stack:
        words = ("-rev", "-accept", "127.0.0.1:0", "-cert", cert)
        server = stack.enter_context(program("witness", *words))
        port = server.wait_line(rb"^(\d+)$")[1].decode()
        clients = [
            stack.enter_context(program("rush", port, str(EACH), version))
            for version in VERSIONS
        ]
        for client in clients:
            assert client.wait(PATIENCE) == 0, client.stderr
        server.close_stdin()
        assert server.wait(PATIENCE) == 0
        assert server.stderr == b""
        noted = json.loads(server.stdout.splitlines()[-1])
        told = b"".join(client.stdout for client in clients).decode()
    lives = in_order(noted)
    assert list(lives) == list(range(1, 4 * EACH + 1))
    seen = Counter(client_of(life) for life in lives.values())
    assert seen == Counter(tuple(line.split()) for line in told.splitlines())


def in_order(noted: Noted) -> dict[int, Noted]:
    """What was noted of each connection, in the order in which it came."""
    rows: Noted = sorted(noted, key=itemgetter(0))
    groups = itertools.groupby(rows, key=itemgetter(0))
    return {number: list(group) for number, group in groups}


def client_of(life: Noted) -> tuple[str, str]:
    """One whole life on one thread; answers the client's own port and version."""
    assert [kind for _, kind, _, _, _ in life] == LIFE
    assert len({(peer, thread) for _, _, peer, thread, _ in life}) == 1
    marks = {kind: mark for _, kind, _, _, mark in life}
    port = life[0][2].rpartition(":")[2]
    assert marks["DataReceived"] == port
    return port, marks["HandshakeFinished"]
