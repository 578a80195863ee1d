"""Cipher suites that do not meet, and certificates that no suite has a use for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain import words
from s_server.explain.agreement import (
    TLS1_3,
    both,
    common_version,
    ending,
    refused_hello,
    shared_suites,
    signs,
    suites_at,
    takes_kinds,
    usable_suites,
)
from s_server.explain.row import Row

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence
    from s_server.wire.client_hello import ClientHello

KINDS = ("RSA", "RSA-PSS", "EC", "ED25519", "ED448")


def _met(evidence: Evidence) -> tuple[ClientHello, int] | None:
    """The hello that was refused after a version was found."""
    hello = refused_hello(evidence)
    version = common_version(hello, evidence.server.offer) if hello else None
    return None if hello is None or version is None else (hello, version)


def _level(evidence: Evidence) -> list[str] | None:
    met = _met(evidence)
    if met is None:
        return None
    hello, version = met
    offered = suites_at(version, hello.cipher_suites)
    if both(offered, evidence.server.offer.suites):
        return None
    refused = both(offered, evidence.server.unguarded.suites)
    if not refused:
        return None
    return [
        f"security level {evidence.server.level} refuses each cipher suite in common; "
        f"{ending(evidence)}",
        f"it refuses {words.suites(refused, evidence.server)}",
        "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0",
        "client: let it offer stronger suites",
    ]


def _none(evidence: Evidence) -> list[str] | None:
    met = _met(evidence)
    if met is None:
        return None
    hello, version = met
    own = evidence.server
    offered = suites_at(version, hello.cipher_suites)
    ours = suites_at(version, own.offer.suites)
    if both(offered, ours):
        return None
    option = "-ciphersuites" if version == TLS1_3 else "-cipher"
    known = [name for code in offered if (name := own.suite_name(code))]
    here = (
        f"here: {option} with one of the client's, such as {known[0]}"
        if known
        else "here: this OpenSSL has none of the client's suites"
    )
    return [
        f"no {words.versions([version])} cipher suite in common; {ending(evidence)}",
        f"the client offers {words.suites(offered, own)}; "
        f"this server has {words.suites(ours, own)}",
        here,
        "client: let it offer one of ours",
    ]


def _unusable(evidence: Evidence) -> list[str] | None:
    """The suites meet, but what they are to be signed with is not ours."""
    met = _met(evidence)
    if met is None:
        return None
    hello, version = met
    own = evidence.server
    kinds = list(dict.fromkeys(c.kind for c in own.certificates))
    shared = shared_suites(evidence, hello, version)
    if not kinds or not shared:
        return None
    if not usable_suites(evidence, hello, version):
        suites = f"of our cipher suites {words.suites(shared, own)}"
        return _told(evidence, kinds, suites, _kinds(evidence, met))
    schemes = list(map(int, hello.signature_schemes))
    if not schemes or any(signs(kind, version).intersection(schemes) for kind in kinds):
        return None
    wanted = [kind for kind in KINDS if signs(kind, version).intersection(schemes)]
    ours = [s for s in own.offer.schemes if any(s in signs(k, version) for k in kinds)]
    return [
        *_told(evidence, kinds, f"signatures by {words.schemes(schemes)}", wanted),
        f"client: let it take one of {words.schemes(ours)}",
    ]


def _told(
    evidence: Evidence, kinds: list[str], takes: str, wanted: list[str]
) -> list[str]:
    have = words.listed(kinds)
    return [
        f"the client has no use for our certificate ({have}); {ending(evidence)}",
        f"the client takes {takes} alone",
        f"here: a further certificate ({' or '.join(wanted) or 'another'}), with "
        "-dcert or -xcert",
    ]


def _kinds(evidence: Evidence, met: tuple[ClientHello, int]) -> list[str]:
    """The kinds of certificates that the suites in common would do with."""
    suites = shared_suites(evidence, *met)
    names = [evidence.server.suite_name(code) or "" for code in suites]
    wanted = {kind for name in names for kind in takes_kinds(name) or ()}
    return [kind for kind in KINDS if kind in wanted]


def _no_dhe(evidence: Evidence) -> list[str] | None:
    met = _met(evidence)
    if met is None or not evidence.config.identity.dh_disabled:
        return None
    usable = usable_suites(evidence, *met)
    names = [evidence.server.suite_name(code) or "" for code in usable]
    if not names or not all(name.startswith("DHE-") for name in names):
        return None
    return [
        "each cipher suite in common needs DH parameters, which this server does not "
        f"use; {ending(evidence)}",
        f"the client offers {words.suites(usable, evidence.server)} of ours",
        "here: leave -no_dhe out",
        "client: let it offer suites with ECDHE",
    ]


ROWS = (
    Row(
        cause="no_dhe",
        when="The client knows only ephemeral DH, and -no_dhe was given.",
        words=_no_dhe,
        example=(
            "each cipher suite in common needs DH parameters, which this server does "
            "not use; this server ended it with alert handshake_failure (40)",
            "the client offers DHE-RSA-AES128-GCM-SHA256 of ours",
            "here: leave -no_dhe out",
            "client: let it offer suites with ECDHE",
        ),
    ),
    Row(
        cause="security_level_suite",
        when="The security level refuses each cipher suite that both have.",
        words=_level,
        example=(
            "security level 4 refuses each cipher suite in common; this server ended "
            "it with alert handshake_failure (40)",
            "it refuses TLS_AES_128_GCM_SHA256",
            "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0",
            "client: let it offer stronger suites",
        ),
    ),
    Row(
        cause="no_shared_suite",
        when="A version was found, but no cipher suite that both have for it.",
        words=_none,
        example=(
            "no TLS 1.3 cipher suite in common; this server ended it with alert "
            "handshake_failure (40)",
            "the client offers TLS_AES_128_GCM_SHA256; this server has "
            "TLS_AES_256_GCM_SHA384",
            "here: -ciphersuites with one of the client's, such as "
            "TLS_AES_128_GCM_SHA256",
            "client: let it offer one of ours",
        ),
    ),
    Row(
        cause="unusable_certificate",
        when="The client cannot use certificates of the kinds that we have.",
        words=_unusable,
        example=(
            "the client has no use for our certificate (EC); this server ended it with "
            "alert handshake_failure (40)",
            "the client takes signatures by rsa_pss_rsae_sha256 alone",
            "here: a further certificate (RSA), with -dcert or -xcert",
            "client: let it take one of ecdsa_secp256r1_sha256",
        ),
    ),
)
