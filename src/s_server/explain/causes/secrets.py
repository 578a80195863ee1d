"""Shared keys (PSK) and passwords (SRP) that are unknown or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import (
    HandshakeFinished,
    PskIdentityUnexpected,
    PskIdentityUnknown,
    SrpLookup,
)
from s_server.explain.agreement import ending
from s_server.explain.numbers import Reason, Sign
from s_server.explain.row import Row
from s_server.explain.words import quoted

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence

# What comes of other keys: nothing can be read, or what is read does not prove them.
_UNREADABLE = {
    Reason.DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
    Reason.DIGEST_CHECK_FAILED,
}


def _identity(evidence: Evidence) -> bytes | None:
    """The shared key's that a client of TLS 1.3 names, if it names one.

    Tickets have an age, keys that were agreed on otherwise none (RFC 8446 4.2.11).
    """
    offered = evidence.hello.psk_identities if evidence.hello else ()
    return next((identity for identity, age in offered if not age), None)


def _unknown(evidence: Evidence) -> list[str] | None:
    unknown = evidence.last(PskIdentityUnknown)
    if unknown is not None and Sign.UNKNOWN_PSK_IDENTITY in evidence.sent:
        identity = unknown.identity
    else:
        offered = _identity(evidence)
        if offered is None or evidence.server.certificates or not evidence.sent:
            return None
        identity = offered
    return [
        f"the client names a shared key that is not known here; {ending(evidence)}",
        f"the client says that it is {quoted(identity)}; {_known(evidence)}",
        *_keys(evidence, identity),
    ]


def _unused(evidence: Evidence) -> list[str] | None:
    """Without its key the client was answered with a certificate."""
    identity = _identity(evidence)
    finished = evidence.last(HandshakeFinished)
    if identity is None or finished is None or finished.facts.reused:
        return None
    if identity in _own_identities(evidence):
        return [
            "the client's shared key was not used, for its hash is not that of the "
            "cipher suite; a certificate was instead",
            f"the client says that it is {quoted(identity)}",
            "client: let it take the key for SHA-256, or for the session's hash",
        ]
    return [
        "the client names a shared key that is not known here, and was answered with "
        "a certificate instead",
        f"the client says that it is {quoted(identity)}; {_known(evidence)}",
        *_keys(evidence, identity),
    ]


def _wrong_key(evidence: Evidence) -> list[str] | None:
    reasons = set(evidence.reasons)
    if Reason.BINDER_DOES_NOT_VERIFY in reasons:
        identity = _identity(evidence)
        if identity is None:
            return None
    elif reasons & _UNREADABLE and "PSK" in evidence.server.suite:
        identity = evidence.server.psk_identity
    else:
        return None
    unexpected = evidence.last(PskIdentityUnexpected)
    whose = (
        f"it says that it is {quoted(identity)}, and this server took its only key, "
        f"that of {quoted(unexpected.expected)}"
        if unexpected
        else f"it says that it is {quoted(identity)}"
    )
    return [
        f"the client's shared key is not the one that is known here; "
        f"{ending(evidence)}",
        whose,
        f"here and client: see that -{_source(evidence)} has the client's key, byte by "
        "byte in hex",
    ]


def _no_user(evidence: Evidence) -> list[str] | None:
    lookup = evidence.last(SrpLookup)
    if lookup is None or lookup.found or Sign.UNKNOWN_PSK_IDENTITY not in evidence.sent:
        return None
    verifiers = evidence.config.srp.verifiers
    return [
        f"the client logs in as a user who is not known here; {ending(evidence)}",
        f"the client says that it is {quoted(lookup.username)}; {verifiers} has no "
        "such user",
        f"here: openssl srp -srpvfile {verifiers} -add with that name",
        "client: see how the user's name is spelt",
    ]


def _wrong_password(evidence: Evidence) -> list[str] | None:
    lookup = evidence.last(SrpLookup)
    if lookup is None or not lookup.found or "SRP" not in evidence.server.suite:
        return None
    if not _UNREADABLE.intersection(evidence.reasons):
        return None
    is_made_up = evidence.config.srp.seed is not None and lookup.info is None
    what = (
        "the user is unknown, or the password wrong"
        if is_made_up
        else "the password is wrong"
    )
    return [
        f"{what} (SRP); {ending(evidence)}",
        f"the client says that it is {quoted(lookup.username)}",
        f"here: see with openssl srp -list whether {evidence.config.srp.verifiers} has "
        "the user",
        "client: another password",
    ]


def _own_identities(evidence: Evidence) -> tuple[bytes, ...]:
    psk = evidence.config.psk
    has_one = psk.key is not None or psk.session is not None
    return (psk.identity.encode(),) if has_one else ()


def _known(evidence: Evidence) -> str:
    psk = evidence.config.psk
    places = [f"the key of {quoted(i)}" for i in _own_identities(evidence)]
    if psk.file is not None:
        places.append(f"those in {psk.file}")
    if not places:
        return "this server has no shared keys: -psk was not given"
    return f"this server has {' and '.join(places)}"


def _keys(evidence: Evidence, identity: bytes) -> list[str]:
    if evidence.config.psk.file is not None:
        here = f"here: a line for {quoted(identity)} in {evidence.config.psk.file}"
    else:
        here = f"here: -psk_identity {quoted(identity)} with its key in -psk"
    return [here, "client: let it name a key that this server has"]


def _source(evidence: Evidence) -> str:
    psk = evidence.config.psk
    if psk.file is not None:
        return "psk_file"
    return "psk" if psk.key is not None else "psk_session"


ROWS = (
    Row(
        cause="wrong_psk",
        when="The client's shared key is another than ours.",
        words=_wrong_key,
        example=(
            "the client's shared key is not the one that is known here; this server "
            "ended it with alert illegal_parameter (47)",
            'it says that it is "Client_identity"',
            "here and client: see that -psk has the client's key, byte by byte in hex",
        ),
    ),
    Row(
        cause="unknown_psk_identity",
        when="The client names a shared key that we do not have.",
        words=_unknown,
        example=(
            "the client names a shared key that is not known here; this server ended "
            "it with alert unknown_psk_identity (115)",
            'the client says that it is "alice"; this server has those in '
            "/home/me/keys",
            'here: a line for "alice" in /home/me/keys',
            "client: let it name a key that this server has",
        ),
    ),
    Row(
        cause="psk_not_used",
        when="A client of TLS 1.3 names a shared key that we cannot use, and gets a "
        "certificate.",
        words=_unused,
        example=(
            "the client names a shared key that is not known here, and was answered "
            "with a certificate instead",
            'the client says that it is "alice"; this server has the key of '
            '"Client_identity"',
            'here: -psk_identity "alice" with its key in -psk',
            "client: let it name a key that this server has",
        ),
        after=(HandshakeFinished,),
    ),
    Row(
        cause="unknown_srp_user",
        when="The client logs in as a user whom we do not know (SRP).",
        words=_no_user,
        example=(
            "the client logs in as a user who is not known here; this server ended "
            "it with alert unknown_psk_identity (115)",
            'the client says that it is "bob"; /home/me/verifiers has no such user',
            "here: openssl srp -srpvfile /home/me/verifiers -add with that name",
            "client: see how the user's name is spelt",
        ),
    ),
    Row(
        cause="wrong_srp_password",
        when="The client's password is wrong (SRP).",
        words=_wrong_password,
        example=(
            "the password is wrong (SRP); this server ended it with alert "
            "bad_record_mac (20)",
            'the client says that it is "alice"',
            "here: see with openssl srp -list whether /home/me/verifiers has the user",
            "client: another password",
        ),
    ),
)
