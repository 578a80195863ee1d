"""The conversations with keys that both sides share beforehand.

With SRP the C program crashes on OpenSSL 3: that theme has tests of its own.
"""

from __future__ import annotations

from tests.compat.clients import DATA_ONLY, Client, ask, refused, talk
from tests.compat.scenarios import ONCE, once
from tests.kit.conversation import Scenario

KEY = "1a2b3c4d5e6f708192a3b4c5d6e7f809"
OTHER_KEY = "ff" * 16
PSK = ("-psk", KEY)
SHA256 = ("-ciphersuites", "TLS_AES_128_GCM_SHA256")
SESSION = ("-psk_session", "saved.session")
"""The C program uses a key with TLS 1.3 only where a suite of SHA-256 comes first."""
SUITES = {
    "PSK": "PSK-AES128-GCM-SHA256",
    "DHE-PSK": "DHE-PSK-AES128-GCM-SHA256",
    "ECDHE-PSK": "ECDHE-PSK-CHACHA20-POLY1305",
    "RSA-PSK": "RSA-PSK-AES256-GCM-SHA384",
}


def tls_1_2(kind: str, *options: str) -> tuple[str, ...]:
    """Words for s_client that leave it this one suite."""
    return ("-tls1_2", "-cipher", SUITES[kind], *options)


def say(*options: str) -> Client:
    """Both sides say a line; what s_client tells of the session is left out."""
    return talk(*DATA_ONLY, *options)


def bare(name: str, *options: str) -> Scenario:
    """Make a row of a server without a certificate that has the key."""
    return Scenario(
        name=f"PSK, no certificate, {name}",
        options=("-nocert", *ONCE, *PSK, *options),
        client=say("-tls1_3", *PSK),
    )


PLAIN = tls_1_2("PSK", *PSK)
KEYS = [
    *(once(f"{kind}, TLS 1.2", say(*tls_1_2(kind, *PSK)), *PSK) for kind in SUITES),
    once("PSK, TLS 1.3", say("-tls1_3", *PSK, *SHA256), *PSK),
    once("PSK, wrong key", refused(*PLAIN[:-1], OTHER_KEY), *PSK),
    once(
        "PSK, wrong key, TLS 1.3",
        refused("-tls1_3", "-psk", OTHER_KEY, *SHA256),
        *PSK,
    ),
    once("PSK, client without", say("-tls1_3"), *PSK),
    once("PSK, server without", refused(*PLAIN)),
    bare("TLS 1.3"),
    bare("brief", "-brief"),
]

MINE, HIS = ("-psk_identity", "mine"), ("-psk_identity", "his")
HINT = ("-psk_hint", "a hint")
IDENTITIES = [
    once("PSK identity", say(*PLAIN, *MINE), *PSK, *MINE),
    once("PSK identity, another", say(*PLAIN, *HIS), *PSK, *MINE),
    once("PSK identity, another, quiet", say(*PLAIN, *HIS), *PSK, *MINE, "-quiet"),
    once(
        "PSK identity, another, reverse",
        ask(b"hello\n", b"olleh\n", *DATA_ONLY, *PLAIN, *HIS),
        *PSK,
        *MINE,
        "-rev",
    ),
    once("PSK identity, another, TLS 1.3", say("-tls1_3", *PSK, *HIS), *PSK, *MINE),
    once("PSK hint", talk(*PLAIN), *PSK, *HINT),
    once("PSK hint, only TLS 1.3", say(*PSK, *SHA256), *PSK, *HINT, "-tls1_3"),
]

SESSIONS = [
    once("PSK session", say("-tls1_3", *SESSION), *SESSION),
    once("PSK session and key, TLS 1.2", say(*PLAIN), *SESSION, *PSK),
    once("PSK session, another identity", say("-tls1_3", *SESSION), *SESSION, *MINE),
]

ALL = [*KEYS, *IDENTITIES, *SESSIONS]
