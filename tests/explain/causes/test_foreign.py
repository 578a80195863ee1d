"""Other protocols where TLS should begin, from plain sockets and real clients."""

from __future__ import annotations

import subprocess
from functools import partial
from typing import TYPE_CHECKING

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    saying,
    serving,
    waiting,
)
from tests.kit.servers import clean_environment

if TYPE_CHECKING:
    from tests.kit.address import Address


# fmt: off
PROGRAMS = (
    (("curl", "--silent", "--max-time", "5", "http://{where}/"), "plain_http", "/1.1"),
    (("curl", "--silent", "--http2-prior-knowledge", "--max-time", "5",
      "http://{where}/"), "plain_http", "PRI * HTTP/2.0"),
    (("curl", "--silent", "--proxytunnel", "--proxy", "http://{where}",
      "https://a.example/"), "not_tls", "HTTP proxy"),
    (("curl", "--silent", "--max-time", "1", "--proxy", "socks5://{where}",
      "https://127.0.0.1:1/"), "not_tls", "SOCKS 5"),
    (("ssh", "-o", "BatchMode=yes", "-F", "none", "-p", "{port}", "{host}"),
     "plain_ssh", '"SSH-2.0-OpenSSH'),
)
# fmt: on
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def ran(command: tuple[str, ...], address: Address) -> None:
    """Run a client to its end."""
    where = {"where": address.text, "host": address.host, "port": address.port}
    words = [word.format(**where) for word in command]
    environment = {**clean_environment(), "no_proxy": "none.example"}
    # It must fail: nobody there speaks what it speaks.
    assert subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        env=environment,
        check=False,
    ).returncode


def test_others_that_are_known() -> None:
    with serving() as told:
        never = ("ClientHello", "version", "suite", "nothing here knows")
        check(told.of(saying(GET)), "plain_http", "SSH", *never)
        check(told.of(saying(b"SSH-2.0-OpenSSH_9.2p1\r\n")), "plain_ssh", *never)
        check(told.of(saying(b"EHLO localhost\r\n")), "plain_smtp", *never)
        datagram = b"\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\0"
        check(told.of(saying(datagram)), "datagram_on_stream", "suite")
        unknown = told.of(saying(b"hello \x1b[2J\r\n"))
        check_cause(
            unknown, "not_tls", "nothing that is known", r'"hello \x1b[2J\x0d\x0a"'
        )
        check_not_said(unknown, "\x1b", "HTTP", "SSH")
        for client, cause, said in PROGRAMS:
            check_cause(told.of(partial(ran, client)), cause, said)
        middle = told.of(saying(b"\x17\x03\x03\0\x04data"))
        check_cause(middle, "server_alert", "unexpected_message (10)")
        # Too short for OpenSSL to judge, and then the client leaves.
        short = told.of(saying(b"\x05\x01\0"))
        check(short, "not_tls", "HTTP", "closed")


def test_one_that_goes_on_waiting() -> None:
    with serving(handshake_timeout=1) as told:
        check(told.of(waiting(b"\x05\x01\0")), "not_tls", "silent", "seconds")
