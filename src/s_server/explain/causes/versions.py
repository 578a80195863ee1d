"""Versions that do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Alert, Cause, Stage
from s_server.explain import words
from s_server.explain.agreement import (
    TLS1_2,
    common_version,
    ending,
    given,
    has_refused_version,
    offered_versions,
)
from s_server.explain.numbers import Reason, Sign
from s_server.explain.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.explain.evidence import Evidence
    from s_server.wire.client_hello import ClientHello

_SPELT = {
    0x0300: "SSLv3",
    0x0301: "TLSv1",
    0x0302: "TLSv1.1",
    0x0303: "TLSv1.2",
    0x0304: "TLSv1.3",
}
_RESTRICTING = (
    *("ssl3", "tls1", "tls1_1", "tls1_2", "tls1_3"),
    *("no_ssl3", "no_tls1", "no_tls1_1", "no_tls1_2", "no_tls1_3"),
    *("min_protocol", "max_protocol"),
)


def _apart(evidence: Evidence) -> ClientHello | None:
    """The ClientHello whose versions we have none of."""
    end = evidence.end
    if end.stage is Stage.DATA or end.cause is not Cause.PROTOCOL:
        return None
    hello = evidence.hello
    if hello is None or common_version(hello, evidence.server.offer) is not None:
        return None
    return hello


def _level(evidence: Evidence) -> list[str] | None:
    hello = _apart(evidence) or _unsigned(evidence)
    if hello is None:
        return None
    own = evidence.server
    common = common_version(hello, own.unguarded)
    if common is None:
        return None
    left = [version for version in own.offer.versions if version > common]
    return [
        f"security level {own.level} refuses {words.versions([common])}, the highest "
        f"version that the client offers; {ending(evidence)}",
        _lists(hello, left),
        "here: -cipher DEFAULT:@SECLEVEL=0",
        f"client: let it use {words.versions([TLS1_2])} or later",
    ]


def _unsigned(evidence: Evidence) -> ClientHello | None:
    """The hello of a version whose signatures, by SHA-1, the level refuses.

    From 3.0 on OpenSSL agrees on TLS 1.0 and 1.1 with any level, and fails later.
    """
    if Reason.NO_SUITABLE_SIGNATURE_ALGORITHM not in evidence.reasons:
        return None
    hello = evidence.hello
    common = common_version(hello, evidence.server.offer) if hello else None
    is_old = common is not None and common < TLS1_2
    return hello if is_old and evidence.server.level else None


def _none(evidence: Evidence) -> list[str] | None:
    hello = _apart(evidence)
    if hello is None:
        return None
    return [
        f"no protocol version in common; {ending(evidence)}",
        _lists(hello, evidence.server.offer.versions),
        f"here: {_here(hello, evidence)}",
        "client: let it use "
        f"{words.versions([min(evidence.server.offer.versions, default=TLS1_2)])}"
        + (" or later" if len(evidence.server.offer.versions) > 1 else ""),
    ]


def _refused(evidence: Evidence) -> list[str] | None:
    if evidence.hello is None or not has_refused_version(evidence):
        return None
    hello = evidence.hello
    common = common_version(hello, evidence.server.offer)
    if common is None or common >= max(offered_versions(hello)):
        return None
    alert = evidence.last(Alert)
    said = "it said so in a record of its own version"
    return [
        f"the client does not take {words.versions([common])}, the highest version "
        f"that this server has; {ending(evidence) if alert else said}",
        _lists(hello, evidence.server.offer.versions),
        f"here: {_here(hello, evidence)}",
        f"client: let it use {words.versions([common])}",
    ]


def _lists(hello: ClientHello, ours: Iterable[int]) -> str:
    if hello.supported_versions:
        offered = words.versions(hello.supported_versions)
    else:
        offered = f"{words.versions([hello.version])} at most"
    return f"the client offers {offered}; this server has {words.versions(ours)}"


def _here(hello: ClientHello, evidence: Evidence) -> str:
    spelt = [code for code in offered_versions(hello) if code in _SPELT]
    if not spelt:
        return "nothing: no OpenSSL of today has these versions"
    known = [code for code in spelt if evidence.server.has_version(code)]
    if not known:
        lacking = words.versions([max(spelt)])
        return f"nothing: this OpenSSL was built without {lacking}"
    wanted = max(known)
    lowest = min(evidence.server.offer.versions, default=TLS1_2)
    bound = "-min_protocol" if wanted < lowest else "-max_protocol"
    change = f"{bound} {_SPELT[wanted]}"
    if wanted < TLS1_2 and evidence.server.level:
        change += " -cipher DEFAULT:@SECLEVEL=0"
    options = given(evidence, *_RESTRICTING)
    return f"instead of {options} give {change}" if options else change


def _fallback(evidence: Evidence) -> list[str] | None:
    if Sign.INAPPROPRIATE_FALLBACK not in evidence.sent:
        return None
    hello = evidence.hello
    offered = words.versions([hello.version]) if hello else "a lower version"
    ours = words.versions([max(evidence.server.offer.versions, default=TLS1_2)])
    return [
        "the client says that it falls back to a lower version than it could use, "
        f"and {ending(evidence)}",
        f"the client offers {offered} with TLS_FALLBACK_SCSV; this server has {ours}",
        "client: an earlier attempt failed: look at that one, and do not let it fall "
        "back (-fallback_scsv)",
    ]


ROWS = (
    Row(
        cause="inappropriate_fallback",
        when="The client tried again with a lower version than both have (RFC 7507).",
        words=_fallback,
        example=(
            "the client says that it falls back to a lower version than it could use, "
            "and this server ended it with alert inappropriate_fallback (86)",
            "the client offers TLS 1.2 with TLS_FALLBACK_SCSV; this server has TLS 1.3",
            "client: an earlier attempt failed: look at that one, and do not let it "
            "fall back (-fallback_scsv)",
        ),
    ),
    Row(
        cause="security_level_version",
        when="The security level refuses each version that both have.",
        words=_level,
        example=(
            "security level 1 refuses TLS 1.1, the highest version that the client "
            "offers; this server ended it with alert internal_error (80)",
            "the client offers TLS 1.1 at most; this server has TLS 1.2, TLS 1.3",
            "here: -cipher DEFAULT:@SECLEVEL=0",
            "client: let it use TLS 1.2 or later",
        ),
    ),
    Row(
        cause="version_refused",
        when="The client offers later versions, and does not take the server's.",
        words=_refused,
        example=(
            "the client does not take TLS 1.1, the highest version that this server "
            "has; it said so in a record of its own version",
            "the client offers TLS 1.2 at most; this server has TLS 1.1",
            "here: instead of -tls1_1 give -max_protocol TLSv1.2",
            "client: let it use TLS 1.1",
        ),
    ),
    Row(
        cause="no_shared_version",
        when="Client and server have no protocol version in common.",
        words=_none,
        example=(
            "no protocol version in common; this server ended it with alert "
            "protocol_version (70)",
            "the client offers TLS 1.2 at most; this server has TLS 1.3",
            "here: instead of -tls1_3 give -min_protocol TLSv1.2",
            "client: let it use TLS 1.3",
        ),
    ),
)
