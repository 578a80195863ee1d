"""Protocol versions one by one, and renegotiation that the client begins."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from tests.compat.clients import FROM_CLIENT, Client, ask, letters, refused, talk
from tests.compat.scenarios import once
from tests.kit import clients as real
from tests.kit.process import NotSeenError

if TYPE_CHECKING:
    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

OLD = ("-cipher", "ALL:@SECLEVEL=0")


def renegotiates(*options: str) -> Client:
    """Begin a renegotiation from the client; then say a line."""

    def client(server: ServerRun) -> Seen:
        with real.start_s_client(server.address, "-tls1_2", *options) as ours:
            server.wait_line(rb"enegotiation")
            ours.type(b"R\n")
            ours.wait_line(rb"^RENEGOTIATING", stream="stderr")
            ours.type(FROM_CLIENT)
            with contextlib.suppress(NotSeenError):
                server.wait_bytes(FROM_CLIENT)
            return ours.finish()

    return client


ALL = [
    # Else the empty record before each other one may come by itself, and be a wait.
    once("only TLS 1.0", talk("-tls1", "-bugs", *OLD), "-tls1", *OLD),
    once("only TLS 1.0, a newer client", refused("-tls1_1", *OLD), "-tls1", *OLD),
    once("only TLS 1.1", talk("-tls1_1", *OLD), "-tls1_1", *OLD),
    once("no TLS 1.0", refused("-tls1", *OLD), "-no_tls1", *OLD),
    once("no TLS 1.1", refused("-tls1_1", *OLD), "-no_tls1_1", *OLD),
    once("no TLS 1.2", refused("-tls1_2"), "-no_tls1_2"),
    once("no TLS 1.2 to 1.3", talk(*OLD), "-no_tls1_2", "-no_tls1_3", *OLD),
    once("client begins to renegotiate", renegotiates(), "-client_renegotiation"),
    once(
        "full renegotiation",
        letters(b"r\n", handshakes=2, options=("-tls1_2",)),
        "-no_resumption_on_reneg",
    ),
    once("old renegotiation", talk("-tls1_2"), "-legacy_renegotiation"),
    once("no SSL 3.0", talk("-tls1_2"), "-no_ssl3"),
    once("no compression", talk("-tls1_2"), "-no_comp"),
    once("a file of random bytes", talk(), "-writerand", "seed"),
    once("CLOSE obeyed", ask(b"hello\n", b"olleh\n"), "-rev", "-no_ign_eof"),
]
