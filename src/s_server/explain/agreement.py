"""What a client's offer and ours have in common, and where they do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Alert, Cause, Ender, Stage
from s_server.explain import words
from s_server.explain.numbers import Reason, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.events import Facts
    from s_server.events.offer import Offer, Own
    from s_server.explain.evidence import Evidence
    from s_server.wire.client_hello import ClientHello

TLS1_2, TLS1_3 = 0x0303, 0x0304
_OLDEST = 0x0300
# OpenSSL's names of versions; DTLS's have the suites of these (RFC 6347 1).
_VERSIONS = {
    "SSLv3": 0x0300, "TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303,
    "TLSv1.3": 0x0304, "DTLSv1": 0x0302, "DTLSv1.2": 0x0303,
}  # fmt: skip
_REFUSALS = {
    Sign.HANDSHAKE_FAILURE,
    Sign.INSUFFICIENT_SECURITY,
    Sign.ILLEGAL_PARAMETER,
}
_FINITE = 0x0100  # from here on groups are of finite fields (RFC 7919)

# The schemes that a kind of key signs with (RFC 8446 4.2.3).
_SIGNS: dict[str, frozenset[int]] = {
    "RSA": frozenset({
        0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201,
    }),
    "RSA-PSS": frozenset({0x0809, 0x080A, 0x080B}),
    "EC": frozenset({
        0x0403, 0x0503, 0x0603, 0x0303, 0x0203, 0x081A, 0x081B, 0x081C,
    }),
    "DSA": frozenset({0x0402, 0x0502, 0x0602, 0x0302, 0x0202}),
    "ED25519": frozenset({0x0807}),
    "ED448": frozenset({0x0808}),
}  # fmt: skip
# What TLS 1.3 takes in certificates alone: PKCS #1 and SHA-1.
_OLD_SCHEMES = frozenset({0x0401, 0x0501, 0x0601, 0x0301, 0x0201, 0x0303, 0x0203})


def refused_hello(evidence: Evidence) -> ClientHello | None:
    """Answer the ClientHello that we refused, if that is how it ended."""
    end = evidence.failure
    if end is None or end.cause is not Cause.PROTOCOL or end.stage is Stage.DATA:
        return None
    return evidence.hello if _REFUSALS.intersection(evidence.sent) else None


def offered_versions(hello: ClientHello) -> tuple[int, ...]:
    """The versions that a client would take; from the oldest up without a list."""
    if hello.supported_versions:
        return tuple(map(int, hello.supported_versions))
    return tuple(range(_OLDEST, int(hello.version) + 1))


def common_version(hello: ClientHello, offer: Offer) -> int | None:
    """The highest version that both have."""
    return max(set(offered_versions(hello)) & set(offer.versions), default=None)


def suites_at(version: int, codes: Iterable[int]) -> list[int]:
    """Those suites that a version has a use for (RFC 8446 B.4)."""
    new = version == TLS1_3
    return [c for c in codes if words.is_suite(c) and (c >> 8 == 0x13) == new]


def both(one: Iterable[int], other: Iterable[int]) -> list[int]:
    """What is in both, in the order of the first."""
    found = set(map(int, other))
    return [int(code) for code in one if int(code) in found]


def curves(codes: Iterable[int]) -> list[int]:
    """Those groups that are elliptic curves."""
    return [code for code in codes if code < _FINITE]


def signs(kind: str, version: int) -> frozenset[int]:
    """The schemes that a key of this kind makes signatures by, in this version."""
    schemes = _SIGNS.get(kind, frozenset())
    return schemes - _OLD_SCHEMES if version == TLS1_3 else schemes


def given(evidence: Evidence, *names: str) -> str:
    """Those of the options that were given, joined; empty if none was."""
    return ", ".join(f"-{n}" for n in names if n in evidence.config.given)


def usable_suites(evidence: Evidence, hello: ClientHello, version: int) -> list[int]:
    """The suites in common that a certificate of ours would do for."""
    own = evidence.server
    kinds = {certificate.kind for certificate in own.certificates}
    return [
        code
        for code in shared_suites(evidence, hello, version)
        if (takes := takes_kinds(own.suite_name(code) or "")) is None or kinds & takes
    ]


def agreeable_suites(facts: Facts) -> list[int]:
    """The suites that could have been agreed on, by what is known of a handshake.

    None where the client's version is not served; it is that of a handshake that fails.
    """
    hello, version = facts.client_hello, _VERSIONS.get(facts.version, 0)
    if hello is None:
        return []
    is_datagram = hello.cookie is not None
    if not is_datagram and version not in facts.own.offer.versions:
        return []
    return common_suites(hello, facts.own, version)


def common_suites(hello: ClientHello, own: Own, version: int) -> list[int]:
    """The suites that could have been agreed on, in the client's order.

    Both have them, the version has a use for them (``version`` is one of TLS), there is
    a key that signs as they do by a scheme that the client takes, a curve where one
    is needed, and the secrets of PSK or SRP.
    """
    shared = both(suites_at(version, hello.cipher_suites), own.offer.suites)
    if version == TLS1_3:
        return shared
    kinds = {certificate.kind for certificate in own.certificates}
    signing = kinds
    if version == TLS1_2 and hello.signature_schemes:
        taken = frozenset(map(int, hello.signature_schemes))
        signing = {kind for kind in kinds if signs(kind, version) & taken}
    has_curve = not hello.groups or bool(both(curves(hello.groups), own.offer.groups))
    return [
        code
        for code in shared
        if (version >= TLS1_2 or own.suite_version(code) != "TLSv1.2")
        and (suite := own.suite_name(code)) is not None
        and (has_curve or not _parts(suite) & {"ECDHE", "AECDH"})
        and own.shared_secrets >= _parts(suite) & {"PSK", "SRP"}
        and _has_key(suite, kinds, signing)
    ]


def _has_key(suite: str, kinds: set[str], signing: set[str]) -> bool:
    takes = takes_kinds(suite)
    if takes is None:
        return True
    if not _parts(suite) & {"ECDHE", "DHE", "SRP"}:
        # What the client encrypts to the key needs no signature (RFC 5246 7.4.7.1).
        return "RSA" in kinds
    return bool(signing & takes)


def _parts(suite: str) -> set[str]:
    return set(suite.split("-"))


def shared_suites(evidence: Evidence, hello: ClientHello, version: int) -> list[int]:
    """The suites of a version that both have, in the client's order."""
    ours = evidence.server.offer.suites
    return both(suites_at(version, hello.cipher_suites), ours)


def takes_kinds(suite: str) -> set[str] | None:
    """The kinds of certificates that a suite signs with, by its name in OpenSSL.

    None where it signs with any (TLS 1.3) or with none (PSK, anonymous).
    """
    parts = suite.split("-")
    if suite.startswith("TLS_") or parts[0] in {"ADH", "AECDH"}:
        return None
    if "ECDSA" in parts:
        return {"EC", "ED25519", "ED448"}
    if "DSS" in parts:
        return {"DSA"}
    if "PSK" in parts and "RSA" not in parts:
        return None
    if parts[0] == "SRP" and "RSA" not in parts:
        return None
    # One that names no signature is RSA's (AES128-SHA).
    return {"RSA", "RSA-PSS"}


def ended_by(evidence: Evidence) -> Ender:
    """Tell who ended a connection that has failed."""
    end = evidence.end
    if end.cause is not Cause.PROTOCOL:
        return Ender.SERVER
    if has_left(evidence):
        return Ender.CLIENT
    if end.system_error:
        return Ender.NETWORK
    if has_refused_version(evidence):
        return Ender.CLIENT
    last = evidence.last(Alert)
    return Ender.SERVER if last is None or last.sent else Ender.CLIENT


def has_left(evidence: Evidence) -> bool:
    """Whether the client closed the connection without a word of TLS."""
    end = evidence.end
    if end.cause is not Cause.PROTOCOL or end.system_error:
        return False
    # Up to 1.1.1 OpenSSL says nothing at all of it.
    return not end.queue or Reason.UNEXPECTED_EOF_WHILE_READING in evidence.reasons


def has_refused_version(evidence: Evidence) -> bool:
    """Whether the client did not take the version that we had chosen.

    OpenSSL answers a ServerHello of an older version with an alert in a record of its
    own version, and as a server takes that for a wrong number.
    """
    message = evidence.end.last_message
    if evidence.end.stage is Stage.DATA or message is None or not message[0]:
        return False
    if Sign.PROTOCOL_VERSION in evidence.received:
        return True
    return Reason.WRONG_VERSION_NUMBER in evidence.reasons and not evidence.sent


def ending(evidence: Evidence) -> str:
    """Say which alert ended it, and whose."""
    last = evidence.last(Alert)
    if last is None:
        return "it ended without an alert"
    who = "this server" if last.sent else "the client"
    return f"{who} ended it with alert {words.alert(last.description)}"
