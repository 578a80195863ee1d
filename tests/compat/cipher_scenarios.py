"""Versions, ciphers, groups, signatures: what is chosen, and who is refused.

Each row is made so that its option decides: without it the client would get another
cipher, group or signature, or none, or would be refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.compat.clients import in_turn, refused, talk
from tests.compat.scenarios import AES, CHACHA, RSA, once
from tests.kit.conversation import Scenario
from tests.kit.release import is_since

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.compat.clients import Client

CBC = "ECDHE-RSA-AES128-SHA"
AES256 = "TLS_AES_256_GCM_SHA384"
CHACHA_13 = "TLS_CHACHA20_POLY1305_SHA256"
CHACHA_FIRST = f"{CHACHA}:{AES}"
AES_FIRST = f"{AES}:{CHACHA}"
OLD = "ALL:@SECLEVEL=0"
SESSION = ("session-ke.pem",)

CIPHERS = [
    once(
        "ciphersuites, order of the server",
        talk("-tls1_3", "-ciphersuites", f"{CHACHA_13}:{AES256}"),
        *("-serverpref", "-ciphersuites", f"{AES256}:{CHACHA_13}"),
    ),
    once(
        "ciphersuites, none shared",
        refused("-tls1_3", "-ciphersuites", CHACHA_13),
        *("-ciphersuites", AES256),
    ),
    once(
        "ChaCha20 for a client that prefers it",
        talk("-tls1_2", "-cipher", CHACHA_FIRST),
        *("-serverpref", "-prioritize_chacha", "-cipher", AES_FIRST),
    ),
    once(
        "ChaCha20 for no other",
        talk("-tls1_2", "-cipher", AES_FIRST),
        *("-serverpref", "-prioritize_chacha", "-cipher", AES_FIRST),
    ),
    once(
        "no encryption before the MAC",
        talk("-tls1_2", "-cipher", CBC, "-tlsextdebug"),
        "-no_etm",
    ),
    once("compression", talk("-tls1_2", "-comp"), "-comp"),
    once(
        "a chain that the client did not ask for, strict",
        # 3.5 lets it pass, whatever a self-signed certificate was signed with.
        (talk if is_since("3.5") else refused)("-tls1_2", "-sigalgs", "RSA+SHA512"),
        "-strict",
    ),
]

GROUPS = [
    once("another group than was guessed", talk("-tls1_3"), "-groups", "P-384"),
    once("named curve", talk("-tls1_2"), "-named_curve", "P-384"),
    once("named curve, auto", talk("-tls1_2"), "-named_curve", "auto"),
    once(
        "the last of groups and curve",
        talk("-tls1_3"),
        *("-groups", "P-384", "-named_curve", "P-521"),
    ),
    once("signature, TLS 1.2", talk("-tls1_2"), "-sigalgs", "RSA+SHA384"),
    once(
        "signatures asked of clients",
        talk("-tls1_2"),
        *("-verify", "1", "-client_sigalgs", "RSA+SHA512:ECDSA+SHA384"),
    ),
    once(
        "no shared signature",
        refused("-tls1_3", "-sigalgs", "RSA-PSS+SHA256"),
        *("-sigalgs", "RSA-PSS+SHA384"),
    ),
]

VERSIONS = [
    once("lowest version", refused("-tls1_2"), "-min_protocol", "TLSv1.3"),
    once("highest version", talk(), "-max_protocol", "TLSv1.2"),
    once("highest version, refused", refused("-tls1_3"), "-max_protocol", "TLSv1.2"),
    once(
        "lowest version, none",
        talk("-tls1_1", "-cipher", OLD),
        *("-min_protocol", "None", "-cipher", OLD),
    ),
    once(
        "a version of its own goes before the bounds",
        talk(),
        *("-tls1_2", "-min_protocol", "TLSv1.3"),
    ),
]


def without_exchange(
    name: str, come_back: Callable[..., Client], *options: str
) -> Scenario:
    """Make a row in which a session comes back with no group that is shared.

    The client can go on by the session's key alone, if the server lets it.
    """
    return Scenario(
        name=name,
        options=(*RSA, "-naccept", "2", "-groups", "P-256", *options),
        client=in_turn(
            talk("-tls1_3", "-sess_out", *SESSION),
            come_back(
                *("-tls1_3", "-sess_in", *SESSION),
                *("-groups", "X25519", "-allow_no_dhe_kex"),
            ),
        ),
    )


RESUMED = [
    without_exchange("resumed with a new exchange only", refused),
    without_exchange("resumed without one", talk, "-allow_no_dhe_kex"),
]

ALL = [*CIPHERS, *GROUPS, *VERSIONS, *RESUMED]
