"""What a connection has shown."""

from __future__ import annotations

import pytest

from s_server.config import Config
from s_server.events import (
    Alert,
    Cause,
    ClientHelloReceived,
    ConnectionInfo,
    Stage,
)
from s_server.explain.evidence import KEPT, Evidence, Failure
from s_server.wire.client_hello import ClientHello
from tests.explain.own import entry

ONE = ConnectionInfo(1, "127.0.0.1:1001")


def hello(version: int) -> ClientHelloReceived:
    body = ClientHello(version, bytes(32), cipher_suites=(1,), extensions=()).encode()
    return ClientHelloReceived(connection=ONE, data=body)


def test_the_last_hello_counts() -> None:
    evidence = Evidence(config=Config())
    for version in (0x0301, 0x0303):
        evidence.hear(hello(version))
        assert evidence.hello is not None
        assert evidence.hello.version == version


def test_a_hello_that_cannot_be_read() -> None:
    evidence = Evidence(config=Config())
    evidence.hear(hello(0x0303))
    evidence.hear(ClientHelloReceived(connection=ONE, data=b"broken"))
    assert evidence.hello is None
    assert Evidence(config=Config()).hello is None


def test_alerts_by_who_sent_them() -> None:
    evidence = Evidence(config=Config())
    for sent, number in ((True, 40), (False, 48), (True, 70)):
        evidence.hear(Alert(connection=ONE, sent=sent, level=2, description=number))
    assert (evidence.sent, evidence.received) == ((40, 70), (48,))
    last = evidence.last(Alert)
    assert last is not None
    assert last.description == 70


def test_only_the_reasons_of_libssl() -> None:
    queue = (entry(20, 193), entry(11, 101), entry(20, 118))
    evidence = Evidence(config=Config())
    evidence.failure = Failure(stage=Stage.DATA, cause=Cause.PROTOCOL, queue=queue)
    assert evidence.reasons == (193, 118)
    assert evidence.end is evidence.failure


def test_nothing_grows_for_ever() -> None:
    evidence = Evidence(config=Config())
    for _ in range(KEPT + 5):
        evidence.hear(hello(0x0303))
    assert len(evidence.events) == KEPT


def test_asking_too_early_is_our_own_mistake() -> None:
    evidence = Evidence(config=Config())
    with pytest.raises(AssertionError):
        _ = evidence.end
    with pytest.raises(AssertionError):
        _ = evidence.server
