"""Signature schemes that do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain import words
from s_server.explain.agreement import (
    both,
    common_version,
    ending,
    given,
    refused_hello,
    shared_suites,
)
from s_server.explain.row import Row

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence
    from s_server.wire.client_hello import ClientHello


def _apart(evidence: Evidence) -> ClientHello | None:
    """The refused hello with whose schemes we have none in common."""
    hello = refused_hello(evidence)
    if hello is None or not hello.signature_schemes:
        return None
    offer = evidence.server.offer
    version = common_version(hello, offer)
    if version is None or both(hello.signature_schemes, offer.schemes):
        return None
    return hello if shared_suites(evidence, hello, version) else None


def _level(evidence: Evidence) -> list[str] | None:
    hello = _apart(evidence)
    if hello is None:
        return None
    refused = both(hello.signature_schemes, evidence.server.unguarded.schemes)
    if not refused:
        return None
    return [
        f"security level {evidence.server.level} refuses each signature scheme in "
        f"common; {ending(evidence)}",
        f"it refuses {words.schemes(refused)}; "
        f"this server has {words.schemes(evidence.server.offer.schemes)}",
        "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0",
        "client: let it offer stronger ones",
    ]


def _none(evidence: Evidence) -> list[str] | None:
    hello = _apart(evidence)
    if hello is None:
        return None
    options = given(evidence, "sigalgs")
    return [
        f"no signature scheme in common; {ending(evidence)}",
        f"the client takes {words.schemes(hello.signature_schemes)}; "
        f"this server has {words.schemes(evidence.server.offer.schemes)}",
        f"here: {'change' if options else 'give'} -sigalgs, and a certificate that "
        "signs so",
        "client: let it take one of ours (sigalgs, signature algorithms)",
    ]


ROWS = (
    Row(
        cause="security_level_scheme",
        when="The security level refuses each signature scheme that both have.",
        words=_level,
        example=(
            "security level 2 refuses each signature scheme in common; this server "
            "ended it with alert handshake_failure (40)",
            "it refuses rsa_pkcs1_sha1; this server has rsa_pss_rsae_sha256",
            "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0",
            "client: let it offer stronger ones",
        ),
    ),
    Row(
        cause="no_shared_scheme",
        when="Client and server have no signature scheme in common.",
        words=_none,
        example=(
            "no signature scheme in common; this server ended it with alert "
            "handshake_failure (40)",
            "the client takes ed25519; this server has rsa_pss_rsae_sha256",
            "here: change -sigalgs, and a certificate that signs so",
            "client: let it take one of ours (sigalgs, signature algorithms)",
        ),
    ),
)
