"""What is said where nothing better is known."""

from __future__ import annotations

from s_server import ConnectionRecord
from s_server.config import Config
from s_server.events import Cause, Stage
from s_server.explain.causes import explain
from s_server.explain.evidence import Evidence, Failure
from tests.explain.causes.test_ends import hello
from tests.explain.own import PlainOwn
from tests.explain.told import check, saying, serving

ALERT = b"\x15\x03\x03\0\x02\x02\x50"
SHORT = b"\x16\x03\x01\0\x06\x01\0\0\x02\x03\x03"


def test_alerts_that_tell_no_more() -> None:
    with serving() as told:
        check(told.of(saying(hello() + ALERT)), "client_alert", "this server", "trust")
        check(told.of(saying(SHORT)), "server_alert", "the client ended", "trust")


def test_nothing_at_all() -> None:
    # No client brings this about, or there would be words for it.
    end = Failure(stage=Stage.HANDSHAKE, cause=Cause.STOPPED)
    said = explain(Evidence(config=Config(), failure=end, own=PlainOwn()))
    record = ConnectionRecord(number=1, peer="", cause=said.cause, words=said.words)
    check(record, "unknown", "alert", "client")
