"""Clients that leave, are reset, or fall silent, and when."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from typing import TYPE_CHECKING

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    openssl,
    saying,
    serving,
    waiting,
)
from tests.kit.clients import End, python_tls, raw_reset

if TYPE_CHECKING:
    from tests.kit.address import Address

BEGUN = b"\x16\x03\x01"


def hello(*protocols: str) -> bytes:
    """The first flight of a client of Python's, that would speak these by ALPN."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_alpn_protocols(protocols)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake with nobody")


def mailing(address: Address) -> None:
    """Be a client for mail, which waits to be greeted."""
    with contextlib.suppress(OSError):
        smtplib.SMTP(address.host, address.port, timeout=20)


def test_clients_that_leave() -> None:
    with serving() as told:
        never = ("reset", "silent", "alert", "version")
        check(told.of(saying(b"")), "client_closed", *never)
        begun = told.of(saying(BEGUN))
        check_cause(begun, "client_closed", "ClientHello, after 3 bytes")
        check_not_said(begun, "port scan", *never)
        answered = told.of(saying(hello()))
        check_cause(answered, "client_closed", "after our certificate", "trusts")
        check_not_said(answered, "port scan", *never)
        cut = told.of(lambda a: python_tls(a, end=End.TRUNCATE))
        check_cause(cut, "client_closed", "without TLS's close_notify")
        check_not_said(cut, "ClientHello", *never)
        assert told.of(openssl()).cause is None


def test_a_client_that_leaves_when_asked_for_another_key() -> None:
    with serving(groups="P-521") as told:
        record = told.of(saying(hello()))
        check_cause(record, "client_closed", "asked for another key")
        check_not_said(record, "certificate", "in common")


def test_clients_that_are_reset() -> None:
    with serving() as told:
        record = told.of(lambda a: raw_reset(a, BEGUN))
        check(record, "reset", "closed the connection", "silent", "alert")


def test_clients_that_fall_silent() -> None:
    with serving(handshake_timeout=1, idle_timeout=1) as told:
        check(told.of(waiting(b"")), "timed_out", "closed", "reset", "alert")
        by_mail = told.of(mailing)
        check_cause(by_mail, "timed_out", "one that waits for a greeting (SMTP")
        begun = told.of(waiting(BEGUN))
        check_cause(begun, "timed_out", "after 3 bytes")
        check_not_said(begun, "greeting")
        idle = told.of(lambda a: python_tls(a, end=End.READ))
        check_cause(idle, "timed_out", "silent for 1 s after the handshake", "-idle")
        check_not_said(idle, "-handshake_timeout")
