"""Stapled OCSP responses: from files, or from responders that are not there.

Responders that answer are in tests/network/test_status.py, with both programs too.
"""

from __future__ import annotations

from tests.compat.clients import Client, ask, fetch, in_turn, send, talk
from tests.compat.scenarios import VERSIONS
from tests.kit.conversation import Scenario

CERT = ("-cert", "client.pem", "-naccept", "1")
FILE = ("-status_file", "client-ocsp.der")
NOBODY = ("-status_url", "http://127.0.0.1:1/")
TRUST = ("-CAfile", "root-cert.pem")
VERBOSE = ("-status_verbose",)
REVERSED = (b"hello\n", b"olleh\n")
QUIETLY = send(options=("-status",))


def row(
    name: str,
    *options: str,
    client: Client = QUIETLY,
    differs: tuple[str, ...] = (),
) -> Scenario:
    """Make a row with a client that asks for the status."""
    return Scenario(name=f"status, {name}", options=(*CERT, *options), client=client,
                    differences=differs)  # fmt: skip


def refused(name: str, *options: str, differs: tuple[str, ...] = ()) -> Scenario:
    """Make a row in which the server does not start."""
    return Scenario(name=f"status, {name}", options=(*CERT, *options), expect_exit=1,
                    differences=differs)  # fmt: skip


ALL = [
    *(
        row(f"a file, {version}", *FILE, *VERBOSE, client=talk("-status", flag))
        for version, flag in VERSIONS.items()
    ),
    row("a file, not verbose", *FILE),
    row("a file, not asked", *FILE, *VERBOSE, client=send()),
    row("a file, -quiet", *FILE, *VERBOSE, "-quiet"),
    row("a file, -brief", *FILE, *VERBOSE, "-brief"),
    row("a file, -rev", *FILE, *VERBOSE, "-rev", client=ask(*REVERSED, "-status")),
    row("a file, -www", *FILE, *VERBOSE, "-www", client=fetch("/", "--cert-status")),
    row("a file about another", "-status_file", "leaf-ocsp.der", *VERBOSE),
    Scenario(
        name="status, resumed",
        options=("-cert", "client.pem", "-naccept", "2", *FILE, *VERBOSE),
        client=in_turn(
            talk("-tls1_2", "-status", "-sess_out", "status.session"),
            talk("-tls1_2", "-status", "-sess_in", "status.session"),
        ),
    ),
    row("no responder", "-status"),
    row("no responder, verbose", *VERBOSE),
    row("-status_timeout alone", "-status_timeout", "3"),
    row("-proxy alone", "-proxy", "127.0.0.1:1", "-no_proxy", "127.0.0.1"),
    row("no issuer", *NOBODY, *VERBOSE),
    row("a dead responder", *NOBODY, *VERBOSE, *TRUST, "-status_timeout", "-1",
        differs=("why-a-responder-has-not-answered",)),
    refused("a bad address", "-status_url", "ftp://localhost/",
            differs=("why-an-address-is-none",)),
    refused("a bad port", "-status_url", "http://localhost:99999/",
            differs=("why-an-address-is-none-port",)),
    refused("a bad timeout", "-status_timeout", "x"),
]  # fmt: skip
