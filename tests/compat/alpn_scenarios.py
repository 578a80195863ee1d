"""Application protocols by ALPN and NPN, and the SRTP profiles of DTLS."""

from __future__ import annotations

from itertools import product

from tests.compat.clients import ask, fetch, in_turn, no_overlap, refused, send, talk
from tests.compat.scenarios import RSA, VERSIONS, once
from tests.kit.conversation import Scenario

OURS = ("-alpn", "h2,http/1.1")
BOTH = ("-alpn", "http/1.1,spdy/1,h2")
NONE = ("-alpn", "spdy/1,dot")
SRTP = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"
REVERSED = (b"hello\n", b"olleh\n")
RETRIED = ("-groups", "X25519:P-256")
LONG = ",".join("p" * length for length in range(1, 256))


def each_version() -> list[Scenario]:
    """With protocols in common and without, in each mode."""
    return [
        once(f"ALPN {what}, {version}", client(flag), *OURS, *options)
        for (version, flag), (what, options, client) in product(
            VERSIONS.items(),
            (
                ("agreed", (), lambda flag: talk(flag, *BOTH)),
                ("without overlap", (), lambda flag: no_overlap(flag, *NONE)),
                ("not offered", (), talk),
                ("in -rev", ("-rev",), lambda flag: ask(*REVERSED, flag, *BOTH)),
            ),
        )
    ]


ALPN = [
    *each_version(),
    once("ALPN quiet", talk(*BOTH), *OURS, "-quiet"),
    once("ALPN brief", talk(*BOTH), *OURS, "-brief"),
    once("ALPN quiet, no overlap", no_overlap(*NONE), *OURS, "-quiet"),
    once("ALPN brief, no overlap", no_overlap(*NONE), *OURS, "-brief"),
    once("ALPN -rev, no overlap", refused(*NONE), *OURS, "-rev"),
    once("ALPN -www", fetch("/", "--http1.1"), *OURS, "-www"),
    once("ALPN -www, quiet", fetch("/", "--http1.1"), *OURS, "-www", "-quiet"),
    once("ALPN -www, no overlap", refused(*NONE), *OURS, "-www"),
    once("ALPN list with gaps", talk(*BOTH), "-alpn", ",,http/1.1,,h2,"),
    once("ALPN longest names", talk("-tls1_2", "-alpn", LONG),
         "-alpn", f"nope,{'p' * 255}"),
    # The callback is called for both ClientHellos, and both programs tell it twice.
    once("ALPN after HelloRetryRequest", talk("-tls1_3", *RETRIED, *BOTH),
         *OURS, "-groups", "P-256"),
    once("ALPN with control characters", talk("-alpn", "a\x1bb,h2"), *OURS,
         differs=("control-characters-in-protocol-names",)),
    Scenario(
        name="ALPN, resumed",
        options=(*RSA, "-naccept", "2", *OURS),
        client=in_turn(
            talk("-tls1_2", "-sess_out", "alpn.session", *BOTH),
            talk("-tls1_2", "-sess_in", "alpn.session", *BOTH),
        ),
    ),
]  # fmt: skip

NPN = [
    once("NPN", talk("-tls1_2", "-nextprotoneg", "http/1.1,h2"),
         "-nextprotoneg", "h2,http/1.1"),
    once("NPN, no overlap", talk("-tls1_2", "-nextprotoneg", "spdy/1"),
         "-nextprotoneg", "h2,http/1.1"),
    once("NPN not offered", talk("-tls1_2"), "-nextprotoneg", "h2"),
    # s_client takes no -tls1_3 with it either; NPN is not part of TLS 1.3.
    once("NPN, TLS 1.3", talk("-nextprotoneg", "h2"), "-nextprotoneg", "h2"),
    once("NPN brief", talk("-tls1_2", "-nextprotoneg", "h2"),
         "-nextprotoneg", "h2", "-brief"),
    once("NPN beside ALPN", talk("-tls1_2", "-nextprotoneg", "h2", *BOTH),
         "-nextprotoneg", "h2", *OURS),
    once("ALPN offered, NPN alone here", talk("-tls1_2", "-nextprotoneg", "h2", *BOTH),
         "-nextprotoneg", "h2"),
    Scenario(name="NPN with -tls1_3 alone", expect_exit=1,
             options=(*RSA, "-nextprotoneg", "h2", "-tls1_3")),
]  # fmt: skip

# libssl itself refuses a ClientHello with use_srtp over TLS, whatever is set.
USE_SRTP = [
    once("SRTP profiles, TLS 1.2", talk("-tls1_2"), "-use_srtp", SRTP),
    once("SRTP profiles, TLS 1.3", send(), "-use_srtp", SRTP),
    once("SRTP offered over TLS", refused("-tls1_2", "-use_srtp", SRTP),
         "-use_srtp", SRTP),
    once("SRTP offered over TLS, none here", refused("-use_srtp", SRTP)),
]  # fmt: skip

ALL = [*ALPN, *NPN, *USE_SRTP]
