"""Conversations whose questions to the security level are printed."""

from __future__ import annotations

from tests.compat.clients import fetch, talk
from tests.kit.conversation import Scenario

VERBOSE = ("-naccept", "1", "-security_debug_verbose")
NAMED = ("security-key-types",)


ALL: list[Scenario] = [
    Scenario(
        name="security, TLS 1.3",
        options=("-cert", "rsa.pem", *VERBOSE),
        client=talk("-tls1_3"),
        differences=NAMED,
    ),
    Scenario(
        name="security, TLS 1.2, DHE",
        options=("-cert", "rsa.pem", *VERBOSE),
        client=talk("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256",
                    "-sigalgs", "RSA+SHA256:RSA+SHA1:DSA+SHA256"),
        differences=NAMED,
    ),
    Scenario(
        name="security, page",
        options=("-cert", "rsa.pem", *VERBOSE, "-www"),
        client=fetch("/", "--tlsv1.3"),
        differences=NAMED,
    ),
    Scenario(
        name="security, refused",
        options=("-cert", "ecdsa.pem", *VERBOSE, "-security_debug",
                 "-cipher", "DEFAULT@SECLEVEL=3"),
        client=talk("-tls1_3"),
    ),
]  # fmt: skip
