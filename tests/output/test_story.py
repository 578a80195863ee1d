"""What is told to somebody whose test has failed."""

from __future__ import annotations

import dataclasses

import pytest

from s_server.errors import QueueEntry
from s_server.events import (
    Accepted,
    Alert,
    AlpnOffered,
    AlpnSelected,
    Cause,
    Closed,
    ConnectionEvent,
    ConnectionInfo,
    DataReceived,
    Ender,
    Ending,
    Explained,
    Explanation,
    Failed,
    Finished,
    HandshakeFinished,
    NameAsked,
    Stage,
    VerifyStep,
    Warned,
)
from s_server.output.story import story, tell
from tests.output.facts import PlainCertificate, PlainFacts

ONE = ConnectionInfo(1, "127.0.0.1:1001")
TWO = ConnectionInfo(2, "127.0.0.1:1002")
GOOD = HandshakeFinished(connection=ONE, facts=PlainFacts())


def failed(cause: Cause = Cause.PROTOCOL, *reasons: str) -> Failed:
    queue = tuple(
        QueueEntry(
            code=1, library="SSL", function="f", reason=one, file="x", line=1, data=""
        )
        for one in reasons
    )
    return Failed(connection=ONE, stage=Stage.HANDSHAKE, cause=cause, queue=queue)


def test_connections_stand_together_and_the_servers_own_before() -> None:
    happened = [
        Accepted(connection=TWO),
        Accepted(connection=ONE),
        GOOD,
        Warned(message="no thread"),
        Closed(connection=TWO),
        Closed(connection=ONE),
    ]
    assert story(happened) == [
        "warning: no thread",
        "connection 1 from 127.0.0.1:1001",
        "  handshake done: TLSv1.3, TLS_AES_256_GCM_SHA384",
        "  closed; 0 bytes of data received, 0 sent",
        "connection 2 from 127.0.0.1:1002",
        "  closed; 0 bytes of data received, 0 sent",
    ]
    assert story([]) == []


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (
            Alert(connection=ONE, sent=True, level=2, description=48),
            ["alert sent: unknown_ca (48), fatal"],
        ),
        (
            Alert(connection=ONE, sent=False, level=1, description=200),
            ["alert received: 0xc8 (200), warning"],
        ),
        (failed(Cause.PROTOCOL, "a", "b", "a"), ["handshake failed: a, b"]),
        (failed(Cause.TIMED_OUT), ["handshake failed: timed out"]),
        (failed(), ["handshake failed: the client closed without a word"]),
        (
            HandshakeFinished(
                connection=ONE,
                facts=PlainFacts(
                    reused=True,
                    client_certificate=PlainCertificate(),
                    verify_code=18,
                    verify_words="self-signed",
                ),
            ),
            [
                "handshake done: TLSv1.3, TLS_AES_256_GCM_SHA384, resumed",
                "client certificate: self-signed",
            ],
        ),
        (Finished(connection=ONE, ending=Ending.SERVER), ["ended by the server"]),
        (
            NameAsked(connection=ONE, name=b"a\x1b[2J\n", found=True),
            [r"server name: a\x1b[2J\n"],
        ),
        (AlpnOffered(connection=ONE, protocols=(b"h2", b"'")), ["ALPN offered: h2, '"]),
        (AlpnSelected(connection=ONE, protocol=b"h2"), ["ALPN chosen: h2"]),
        (
            Closed(connection=ONE, data_received=10, data_sent=4000),
            ["closed; 10 bytes of data received, 4000 sent"],
        ),
        (DataReceived(connection=ONE, data=b"secret"), []),
        (Accepted(connection=ONE), []),
    ],
)
def test_each_event(event: ConnectionEvent, lines: list[str]) -> None:
    assert tell(event) == lines


@pytest.mark.parametrize(
    ("found", "answer", "lines"),
    [
        (1, 1, []),
        (0, 0, ["client certificate at depth 1: too old"]),
        (0, 1, ["client certificate at depth 1: too old, passed over"]),
    ],
)
def test_a_certificate_is_told_of_when_it_is_bad(
    found: int, answer: int, lines: list[str]
) -> None:
    step = VerifyStep(
        connection=ONE,
        depth=1,
        certificate=None,
        found=found,
        error=10,
        words="too old",
        answer=answer,
        policies=None,
    )
    assert tell(step) == lines


def test_an_explanation_is_told() -> None:
    why = Explanation(cause="x", words=("why", "what to do"), ended_by=Ender.CLIENT)
    assert tell(Explained(connection=ONE, explanation=why)) == ["why", "what to do"]
    told = dataclasses.replace(failed(Cause.TIMED_OUT), explanation=why)
    assert tell(told) == ["handshake failed: timed out", "why", "what to do"]
