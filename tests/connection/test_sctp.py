"""What does not fit into a record goes in several, over SCTP too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.connection.sctp import SctpChannel
from s_server.libssl.sctp import LARGEST_RECORD

if TYPE_CHECKING:
    from tests.connection.pair import Pair

LARGE = bytes(range(256)) * 200


def test_data_are_cut_into_records(shaken: Pair) -> None:
    channel = SctpChannel(shaken.tls, shaken.ours, stop=shaken.stop, idle_limit=None)
    channel.write(LARGE)
    # Python's client answers one record at most.
    pieces = [shaken.theirs.recv(len(LARGE)) for _ in range(4)]
    assert b"".join(pieces) == LARGE
    assert max(map(len, pieces)) == LARGEST_RECORD
    assert channel.keeps_boundaries
