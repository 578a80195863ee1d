"""Evidence is kept for each connection by itself, and let go at its end."""

from __future__ import annotations

from s_server.config import Config
from s_server.events import (
    Accepted,
    Alert,
    Bus,
    Cause,
    CertificateMade,
    ClientHelloReceived,
    Closed,
    ConnectionInfo,
    Ender,
    Explained,
    HandshakeFinished,
    Stage,
    StrangeDatagram,
)
from s_server.events.offer import OwnCertificate
from s_server.explain.causes import ROWS
from s_server.explain.evidence import Failure
from s_server.explain.witness import HEARD, LOOKED_AFTER, TICKETS, Witness
from s_server.wire.client_hello import ClientHello
from s_server.wire.extensions import Extension
from tests.explain.own import PlainOwn
from tests.output.facts import PlainFacts

ONE = ConnectionInfo(1, "127.0.0.1:1001")
TWO = ConnectionInfo(2, "127.0.0.1:1002")
END = Failure(stage=Stage.HANDSHAKE, cause=Cause.PROTOCOL, system_error=1)


def alert(info: ConnectionInfo, number: int, *, sent: bool = False) -> Alert:
    return Alert(connection=info, sent=sent, level=2, description=number)


def test_each_connection_by_itself() -> None:
    bus = Bus()
    witness = Witness(bus, Config())
    for info in (ONE, TWO):
        bus.emit(Accepted(connection=info))
    bus.emit(alert(ONE, 80))
    said = witness.explain(ONE, END, PlainOwn())
    assert (said.cause, said.ended_by) == ("client_alert", Ender.NETWORK)
    assert witness.explain(TWO, END, PlainOwn()).cause == "unknown"


def test_where_a_made_certificates_authority_is() -> None:
    bus, asked = Bus(), Alert(connection=ONE, sent=False, level=2, description=48)
    witness = Witness(bus, Config())
    bus.emit(
        CertificateMade(names=("localhost",), ca_file="/a/ca.pem", address="", port=1)
    )
    bus.emit(asked)
    ours = OwnCertificate(kind="EC", subject="a", names=(), not_after="", issuer="b")
    said = witness.explain(ONE, END, PlainOwn(certificate=ours))
    assert said.cause == "untrusted_issuer"
    assert "/a/ca.pem" in said.words[-1]


def test_tickets_are_remembered_but_not_for_ever() -> None:
    bus = Bus()
    told: list[Explained] = []
    bus.subscribe(Explained, told.append)
    Witness(bus, Config())

    def come(number: int, ticket: bytes, *, reused: bool) -> None:
        info = ConnectionInfo(number, "127.0.0.1:1")
        bus.emit(ClientHelloReceived(connection=info, data=resuming(ticket)))
        facts = PlainFacts(reused=reused, ticket_names=(b"ours",))
        bus.emit(HandshakeFinished(connection=info, facts=facts))

    come(1, bytes(32), reused=True)
    come(2, bytes(32), reused=False)
    (said,) = told
    assert said.explanation.cause == "ticket_used_before"
    assert "connection 1 has used" in said.explanation.words[0]
    for number in range(TICKETS):
        come(number + 3, number.to_bytes(32), reused=True)
    come(TICKETS + 3, b"\xff" * 32, reused=False)
    come(TICKETS + 4, (TICKETS - 1).to_bytes(32), reused=False)
    causes = [event.explanation.cause for event in told[1:]]
    assert causes == ["unknown_session", "ticket_used_before"]


def resuming(ticket: bytes) -> bytes:
    """A ClientHello with a ticket of TLS 1.3."""
    identity = len(ticket).to_bytes(2) + ticket + b"\0\0\0\1"
    binder = b"\x20" + bytes(32)
    offer = b"".join(len(part).to_bytes(2) + part for part in (identity, binder))
    return ClientHello(
        0x0303, bytes(32), extensions=(Extension(41, offer, 1),)
    ).encode()


def test_nothing_is_known_after_the_end() -> None:
    bus = Bus()
    witness = Witness(bus, Config())
    bus.emit(Accepted(connection=ONE))
    bus.emit(alert(ONE, 80))
    bus.emit(Closed(connection=ONE))
    assert witness.explain(ONE, END, PlainOwn()).cause == "unknown"


def test_what_is_no_failure_is_told_at_once() -> None:
    bus = Bus()
    told: list[Explained] = []
    bus.subscribe(Explained, told.append)
    Witness(bus, Config())
    bus.emit(Accepted(connection=ONE))
    for number in (0, 90):
        bus.emit(alert(ONE, number, sent=True))
    assert told == []
    bus.emit(alert(ONE, 100, sent=True))
    (said,) = told
    assert said.connection is ONE
    assert said.explanation.cause == "renegotiation_refused"
    assert said.explanation.ended_by is Ender.NOBODY
    # The same once more is not the next alert's.
    bus.emit(alert(ONE, 0))
    assert told == [said]


def test_it_looks_after_what_rows_are_for() -> None:
    after = {kind for row in ROWS for kind in row.after} - {None, StrangeDatagram}
    assert after <= LOOKED_AFTER <= set(HEARD)


def test_what_follows_a_handshake_is_about_what_was_offered() -> None:
    """So nobody looks for it where nothing was; another row would be overlooked."""
    found = {row.cause for row in ROWS if HandshakeFinished in row.after}
    assert found == {
        "early_data_refused",
        "psk_not_used",
        "session_not_resumable",
        "ticket_used_before",
        "unknown_session",
    }
    bus = Bus()
    told: list[Explained] = []
    bus.subscribe(Explained, told.append)
    Witness(bus, Config())
    plain = ClientHello(0x0303, bytes(32), extensions=(Extension(35, b""),))
    for data in (plain.encode(), resuming(bytes(32))):
        assert told == []
        bus.emit(ClientHelloReceived(connection=ONE, data=data))
        bus.emit(HandshakeFinished(connection=ONE, facts=PlainFacts()))
    (said,) = told
    assert said.explanation.cause in found
