"""The types that have a rule of their own: what a handshake agreed on, certificates.

Of the facts of a handshake those are told that say what was agreed on.  What the client
offered stands in its hello.
"""

from __future__ import annotations

from operator import itemgetter

from s_server.events import CertificateFacts, Facts, OcspResponse
from s_server.output.json_lines.shapes import (
    HEX,
    STRING,
    TEXT,
    Getter,
    Shape,
    hints_of,
    object_of,
    or_null,
    recurring,
    shape_of,
)
from s_server.wire.moments import moment_of

# XN_FLAG_RFC2253 without ASN1_STRFLGS_ESC_MSB: letters beyond ASCII stay letters.
_RFC2253 = 0x1110317 & ~0x4
TOLD = (
    "version",
    "cipher",
    "cipher_number",
    "group",
    "peer_temporary_key",
    "own_signature",
    "peer_signature",
    "server_name",
    "application_protocol",
    "next_protocol",
    "srtp_profile",
    "reused",
    "early_data",
    "secure_renegotiation",
    "client_certificates",
    "raw_keys",
    "expected_key",
    "ech",
    "sends_by_kernel",
    "receives_by_kernel",
    "verify_code",
    "verify_words",
    "verified_name",
)
"""The facts that are told, in this order."""


WORDS = {
    "peer_temporary_key": "The client's key for this handshake; null beside a group.",
    "own_signature": "Our signature; scheme is null where the library has no name.",
}
"""What is to be said of facts in place of their docstrings."""


_PART = or_null(STRING)
_DIGEST: Getter = itemgetter(0)
_KEY: Getter = itemgetter(1)
_PEER_SIGNATURE = object_of({"digest": (_DIGEST, _PART), "key": (_KEY, _PART)})
_OWN_SIGNATURE = object_of(
    {"digest": (_DIGEST, _PART), "key": (_KEY, _PART), "scheme": (itemgetter(2), _PART)}
)
_MOMENT = Shape(
    {"type": ["string", "null"], "format": "date-time"},
    lambda words: or_null(STRING).write(moment_of(words)),
)
_SUMMARY = object_of(
    {
        "subject": (None, TEXT),
        "issuer": (None, TEXT),
        "serial": (None, STRING),
        "not_before": (None, _MOMENT),
        "not_after": (None, _MOMENT),
        "sha256": (None, HEX),
    }
)
CERTIFICATE = Shape(
    _SUMMARY.schema, lambda facts: _SUMMARY.write(facts.summary(_RFC2253))
)
RESPONSE = Shape(HEX.schema, lambda response: HEX.write(response.octets))

_OWN: dict[str, tuple[Getter | None, Shape]] = {
    # Mostly the group tells the same, and it takes a moment to ask for this.
    "peer_temporary_key": (
        lambda facts: facts.peer_temporary_key if facts.group is None else None,
        shape_of(hints_of(vars(Facts)["peer_temporary_key"].fget)["return"], {}),
    ),
    "own_signature": (
        lambda facts: (*facts.own_signature_kind, facts.own_signature),
        _OWN_SIGNATURE,
    ),
    "peer_signature": (None, _PEER_SIGNATURE),
    "server_name": (None, or_null(TEXT)),
    "application_protocol": (
        lambda facts: facts.application_protocol or None,
        or_null(TEXT),
    ),
    "next_protocol": (lambda facts: facts.next_protocol or None, or_null(TEXT)),
}


def _facts() -> Shape:
    """Put together what is told of a handshake, by the types that Facts declares."""
    members: dict[str, tuple[Getter | None, Shape]] = {}
    for name in TOLD:
        if name in _OWN:
            members[name] = _OWN[name]
            continue
        hint = hints_of(vars(Facts)[name].fget)["return"]
        members[name] = None, shape_of(hint, {CertificateFacts: CERTIFICATE})
    return recurring(members, unless="client_certificates")


KNOWN: dict[object, Shape] = {
    Facts: _facts(),
    CertificateFacts: CERTIFICATE,
    OcspResponse: RESPONSE,
}
"""Shapes by type, for ``shapes.shape_of``."""
