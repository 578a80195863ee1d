"""The conversations that show the server's own certificates and their chains."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.compat.clients import FROM_CLIENT, fetch, in_turn, refused, talk
from tests.compat.scenarios import ONCE, VERSIONS
from tests.kit import clients as real
from tests.kit.certificates import PASS_PHRASE
from tests.kit.chains import KINDS
from tests.kit.conversation import Scenario

if TYPE_CHECKING:
    from tests.compat.clients import Client
    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

# Subjects and issuers of what was sent, and how it signed. The rest of what s_client
# says is other scenarios' concern, and each line of it costs time here.
TOLD = re.compile(
    rb" \d s:|   i:|Peer signature type|New, TLS|-----BEGIN SERVERINFO|D6AA"
)
ISSUERS = "chain-issuers.pem"
DSA = ("-cipher", "ALL:@SECLEVEL=0")
PSS = "rsa_pss_rsae_sha256"


def shown(*options: str) -> Client:
    """Look at the certificates that the server sends, then say a line and leave."""

    def client(server: ServerRun) -> Seen:
        before = len(server.stdout)
        with real.start_s_client(server.address, "-showcerts", *options) as ours:
            ours.wait_line(rb" *Verify return code")
            ours.type(FROM_CLIENT)
            server.wait_bytes(FROM_CLIENT, after=before)
            seen = ours.finish()
        lines = [n for n in seen.stdout.splitlines(keepends=True) if TOLD.match(n)]
        return replace(seen, stdout=b"".join(lines), stderr=b"")

    return client


def served(
    name: str, *options: str, to: tuple[tuple[str, ...], ...] = ((),)
) -> Scenario:
    """Make a row in which clients of each version look at the certificates.

    `to` are the clients' further options, for a client each.
    """
    clients = [shown(flag, *words) for flag in VERSIONS.values() for words in to]
    count = str(len(clients))
    return Scenario(
        name=name,
        options=("-brief", "-naccept", count, *options),
        client=in_turn(*clients),
    )


def leaf(kind: str, prefix: str = "") -> tuple[str, ...]:
    """Give the words for a leaf of the chain, as -cert, -dcert or -xcert."""
    words = (f"-{prefix}cert", f"chain-{kind}.pem")
    return (*words, f"-{prefix}key", f"chain-{kind}-key.pem")


RSA, EC = leaf("rsa"), leaf("p256")
TRUST = ("-chainCAfile", ISSUERS)
BUILD = ("-build_chain", *TRUST)

SENT = [
    *(
        served(f"chain of three, {kind}", *leaf(kind), "-cert_chain", ISSUERS)
        for kind in KINDS
        # TLS 1.3 has no DSA (RFC 8446 section 4.2.3).
        if kind != "dsa"
    ),
    Scenario(
        name="chain of three, dsa",
        options=(*leaf("dsa"), "-cert_chain", ISSUERS, "-brief", *ONCE, *DSA),
        client=shown("-tls1_2", *DSA, "-sigalgs", "DSA+SHA256:ECDSA+SHA256"),
    ),
    served("chain without its root", *RSA, "-cert_chain", "chain-middle.pem"),
    served("chain of -cert_chain, built", *RSA, "-build_chain", "-cert_chain", ISSUERS),
    served("chain of -chainCAfile", *RSA, *BUILD),
    served("chain of -chainCApath", *RSA, "-build_chain", "-chainCApath", "hashed"),
    served("chain of -chainCAstore", *RSA, "-build_chain", "-chainCAstore", ISSUERS),
    served("chain not asked for", *RSA, *TRUST),
    Scenario(
        name="chain of three, console",
        options=(*EC, *ONCE, "-cert_chain", ISSUERS),
        client=shown(),
    ),
    Scenario(
        name="extensions of -serverinfo",
        options=(*RSA, *ONCE, "-serverinfo", "serverinfo.pem"),
        client=shown("-tls1_2", "-serverinfo", "4000"),
    ),
]

EITHER = (("-sigalgs", PSS), ("-sigalgs", f"ECDSA+SHA256:{PSS}"))
D_EC = leaf("p256", "d")
ENCRYPTED = (
    *("-cert", "rsa-cert.pem", "-key", "rsa-key-encrypted.pem"),
    *("-dcert", "ecdsa-cert.pem", "-dkey", "second-key.pem"),
)
SECOND = [
    served("second certificate", *RSA, *D_EC, to=EITHER),
    served("second certificate, with a chain", *RSA, *D_EC, "-dcert_chain", ISSUERS,
           *BUILD, to=EITHER),
    served("second certificate alone", "-nocert", *D_EC),
    served("second certificate, DER", "-cert", "rsa.pem", "-dcert", "ecdsa-cert.der",
           "-dkey", "ecdsa-key.der", "-dcertform", "DER", "-dkeyform", "DER"),
    served("second certificate, key in PKCS#12", "-cert", "rsa.pem",
           "-dcert", "ecdsa-cert.pem", "-dkey", "ecdsa.p12",
           "-dpass", f"pass:{PASS_PHRASE}"),
    served("second certificate, two phrases in one file", *ENCRYPTED,
           "-pass", "file:phrases", "-dpass", "file:phrases"),
    served("second certificate, a phrase each", *ENCRYPTED,
           "-pass", "file:phrases", "-dpass", f"pass:{PASS_PHRASE} 2"),
    Scenario(
        name="second key without its certificate",
        options=("-cert", "rsa.pem", *ONCE, "-dkey", "nothing.pem"),
        client=shown(),
        differences=("dkey-without-dcert",),
    ),
]  # fmt: skip

MAIN = ("-cert", "ed25519.pem")
X_RSA, X_EC = leaf("rsa", "x"), leaf("p256", "x")
SUITED = (("-sigalgs", f"{PSS}:ECDSA+SHA256"), ("-sigalgs", "ECDSA+SHA256"))


def turned_away(
    name: str, *options: str, words: tuple[str, ...] = ()
) -> list[Scenario]:
    """Make rows in which a client of each version gets no certificate."""
    return [
        Scenario(
            name=f"{name}, {version}",
            options=(*options, "-brief", *ONCE),
            client=refused(flag, *words),
        )
        for version, flag in VERSIONS.items()
    ]


GROUPS = [
    served("two groups", *MAIN, *X_RSA, *X_EC, to=SUITED),
    served("two groups, with chains", *MAIN, *X_RSA, "-xchain", ISSUERS, *X_EC,
           "-xchain_build", *TRUST, to=SUITED),
    served("two groups, DER", *MAIN, "-xcertform", "DER", "-xkeyform", "DER",
           "-xkey", "rsa-key.der", "-xcert", "rsa-cert.der",
           "-xcert", "ecdsa-cert.der", "-xkey", "ecdsa-key.der", to=SUITED),
    # What cannot be built is not asked for where the client cannot take it.
    Scenario(name="group that does not suit is left alone",
             options=("-brief", *MAIN, *ONCE, *X_RSA, *X_EC, "-xchain_build"),
             client=shown("-tls1_3", "-sigalgs", PSS)),
    served("group without -cert", "-nocert", *X_EC),
    *turned_away("no group suits", *MAIN, *X_RSA, words=("-sigalgs", "ed25519")),
    *turned_away("group's chain cannot be built", *MAIN, *X_RSA, "-xchain_build"),
    Scenario(name="group, console", options=(*MAIN, *ONCE, *X_EC), client=talk()),
    Scenario(name="group, quiet", options=(*MAIN, *ONCE, *X_EC, "-quiet"),
             client=shown()),
    Scenario(name="group, page", options=(*MAIN, *ONCE, *X_EC, "-www"),
             client=fetch("/")),
    Scenario(name="group, reverse", options=(*MAIN, *ONCE, *X_EC, "-rev"),
             client=refused("-sigalgs", PSS)),
    Scenario(name="group, Suite B", client=shown("-tls1_2"),
             options=("-brief", *MAIN, *ONCE, *X_EC, "-cipher", "SUITEB128")),
]  # fmt: skip

ALL = [*SENT, *SECOND, *GROUPS]
