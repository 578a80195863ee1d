"""The conversations over DTLS, with one client: more the C program cannot serve."""

from __future__ import annotations

from tests.compat.clients import DATA_ONLY, letters, refused, send, talk
from tests.compat.scenarios import once
from tests.kit.conversation import Scenario

DTLS = ("-dtls1_2",)
WEAK = ("-cipher", "DEFAULT:@SECLEVEL=0")
"""DTLS 1.0 signs with SHA-1, which OpenSSL 3 takes for insecure."""
KEY = ("-psk", "1a2b3c4d5e6f708192a3b4c5d6e7f809")
SRTP = ("-use_srtp", "SRTP_AES128_CM_SHA1_80")
SMALL = ("-cert", "ed25519.pem", "-naccept", "1", "-mtu", "1400")
"""No message in fragments."""
OWN = ("-cert", "ecdsa.pem", "-key", "ecdsa.pem")

ALL = [
    once("DTLS", talk(*DTLS), "-dtls"),
    once("DTLS, listening", talk(*DTLS), "-dtls", "-listen"),
    once("DTLS 1.2 alone", talk("-dtls"), "-dtls1_2", "-timeout"),
    once("DTLS 1.0 alone", talk("-dtls1", *WEAK), "-dtls1", *WEAK),
    once("DTLS, quiet", talk(*DTLS), "-dtls", "-quiet"),
    once("DTLS, brief", talk(*DTLS), "-dtls", "-brief"),
    once("DTLS, IPv6", talk(*DTLS), "-dtls", "-accept", "[::1]:0"),
    once("DTLS, SRTP", talk(*DTLS, *SRTP), "-dtls", "-mtu", "800", *SRTP),
    once("DTLS, client certificate", talk(*DTLS, *OWN), "-dtls", "-verify", "2"),
    once("DTLS, no certificate", refused(*DTLS), "-dtls", "-Verify", "1"),
    once(
        "DTLS, no shared cipher",
        refused(*DTLS, "-cipher", "AES128-SHA"),
        "-dtls",
        "-cipher",
        "AES256-SHA",
    ),
    once("DTLS, wrong version", refused("-dtls1", *WEAK), "-dtls1_2", *WEAK),
    Scenario(
        name="DTLS, PSK, no certificate",
        options=("-nocert", "-naccept", "1", "-dtls", *KEY),
        client=talk(*DATA_ONLY, *DTLS, "-cipher", "PSK", *KEY),
    ),
    Scenario(
        name="DTLS, messages",
        options=(*SMALL, "-dtls", "-trace"),
        client=send(b"", DTLS),
    ),
    Scenario(
        name="DTLS, messages, listening",
        options=(*SMALL, "-dtls", "-listen", "-trace"),
        client=send(b"", DTLS),
    ),
    once("DTLS, typed r", letters(b"r\n", handshakes=2, options=DTLS), "-dtls"),
    once("DTLS, files", None, "-dtls", "-WWW"),
]
