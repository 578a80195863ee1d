"""Other protocols where TLS should begin, from plain sockets and real clients."""

from __future__ import annotations

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    leaving,
    saying,
    serving,
    waiting,
)

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_others_that_are_known() -> None:
    with serving() as told:
        never = ("ClientHello", "version", "suite", "nothing here knows")
        check(told.of(saying(GET)), "plain_http", "SSH", *never)
        check(told.of(saying(b"SSH-2.0-OpenSSH_9.2p1\r\n")), "plain_ssh", *never)
        check(told.of(saying(b"EHLO localhost\r\n")), "plain_smtp", *never)
        datagram = b"\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\0"
        check(told.of(saying(datagram)), "datagram_on_stream", "suite")
        unknown = told.of(saying(b"hello \x1b[2J\r\n"))
        check_cause(unknown, "not_tls", "nor anything", r'"hello \x1b[2J\x0d\x0a"')
        check_not_said(unknown, "\x1b", "HTTP", "SSH")
        # Too short for OpenSSL to judge, and then the client leaves.
        short = told.of(leaving(b"\x05\x01\0"))
        check(short, "not_tls", "HTTP", "closed")


def test_one_that_goes_on_waiting() -> None:
    with serving(handshake_timeout=1) as told:
        check(told.of(waiting(b"\x05\x01\0")), "not_tls", "silent", "seconds")
