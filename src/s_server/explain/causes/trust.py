"""Clients that do not trust our certificate, as far as their alerts tell why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from s_server.events import Alert, StatusStapled
from s_server.explain.agreement import ending
from s_server.explain.numbers import Sign
from s_server.explain.row import Row
from s_server.explain.words import alert, listed, quoted
from s_server.wire.moments import moment_of

if TYPE_CHECKING:
    from s_server.events.offer import OwnCertificate
    from s_server.explain.evidence import Evidence

# What clients say of certificates without a word of why.
_DOUBTS = {
    Sign.BAD_CERTIFICATE,
    Sign.CERTIFICATE_UNKNOWN,
    Sign.UNSUPPORTED_CERTIFICATE,
    Sign.ACCESS_DENIED,
}
_FOR_SERVERS = ("TLS Web Server Authentication", "Any Extended Key Usage")


def _refused(evidence: Evidence, *signs: Sign) -> OwnCertificate | None:
    """Our certificate, if such an alert of the client ended it."""
    last = evidence.last(Alert)
    if last is None or last.sent or last.description not in signs:
        return None
    return evidence.server.certificate


def _expired(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, Sign.CERTIFICATE_EXPIRED, *_DOUBTS)
    if ours is None:
        return None
    end = moment_of(ours.not_after.encode())
    if end is not None and end < _now():
        return [
            f"our certificate has expired; {ending(evidence)}",
            f"it was valid from {ours.not_before} until {ours.not_after}",
            "here: -cert with a newer one",
        ]
    if Sign.CERTIFICATE_EXPIRED not in evidence.received:
        return None
    return [
        f"the client says that our certificate has expired; {ending(evidence)}",
        f"it is valid until {ours.not_after}, so one above it may have expired",
        "here: newer authorities in -cert_chain, if it holds any",
        "client: see whether its clock is right, and its own authorities are valid",
    ]


def _early(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, *_DOUBTS)
    start = moment_of(ours.not_before.encode()) if ours else None
    if ours is None or start is None or start < _now():
        return None
    return [
        f"our certificate is not valid yet; {ending(evidence)}",
        f"it is valid from {ours.not_before} until {ours.not_after}",
        "here: -cert with one that is valid now; or see whether this clock is right",
    ]


def _revoked(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, Sign.CERTIFICATE_REVOKED)
    if ours is None:
        return None
    return [
        f"the client says that our certificate was revoked; {ending(evidence)}",
        _described(ours),
        "here: -cert with a new one",
    ]


def _unusable(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, *_DOUBTS)
    if ours is None:
        return None
    if ours.usages and not set(ours.usages).intersection(_FOR_SERVERS):
        return [
            f"our certificate is not one for servers; {ending(evidence)}",
            f"it is for {listed(ours.usages)} alone",
            f"here: -cert with one for {_FOR_SERVERS[0]}",
        ]
    return None


def _unstapled(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, Sign.BAD_CERTIFICATE_STATUS_RESPONSE, *_DOUBTS)
    stapled = evidence.last(StatusStapled)
    told = Sign.BAD_CERTIFICATE_STATUS_RESPONSE in evidence.received
    if ours is None or not (ours.must_staple or told):
        return None
    if stapled is not None and any(stapled.responses):
        return (
            [
                f"the client refused our OCSP response; {ending(evidence)}",
                "here: see with -status_verbose what it says, and how old it is",
            ]
            if told
            else None
        )
    return [
        "our certificate is good only together with an OCSP response (must-staple), "
        f"and none went with it; {ending(evidence)}",
        "here: -status to ask the responder that the certificate names, -status_url "
        "for another one, or -status_file with a response",
    ]


def _unknown(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, Sign.UNKNOWN_CA)
    if ours is None:
        return None
    return [
        f"the client does not trust our certificate's issuer; {ending(evidence)}",
        _described(ours),
        *_remedies(evidence, ours),
    ]


def _doubted(evidence: Evidence) -> list[str] | None:
    ours = _refused(evidence, *_DOUBTS)
    if ours is None:
        return None
    last = evidence.received[-1]
    return [
        f"the client refused our certificate with alert {alert(last)}, which does "
        "not tell why",
        f"{_described(ours)}, valid until {ours.not_after}",
        *_remedies(evidence, ours),
    ]


def _now() -> str:
    """Answer this moment as RFC 3339 has it, which sorts by time."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _described(ours: OwnCertificate) -> str:
    issuer = (
        "by itself"
        if ours.issuer == ours.subject
        else f"by {quoted(ours.issuer.encode())}"
    )
    return f"our certificate is {quoted(ours.subject.encode())}, issued {issuer}"


def _remedies(evidence: Evidence, ours: OwnCertificate) -> list[str]:
    identity = evidence.config.identity
    if evidence.ca_file is not None and identity.cert is None:
        return [
            f"client: let it trust {evidence.ca_file}, which is there for as long as "
            "this server (-CAfile, --cacert)"
        ]
    if ours.issuer == ours.subject:
        only = len(evidence.server.certificates) == 1 and identity.cert
        which = f", {identity.cert}" if only else " itself"
        return [
            f"client: let it trust this very certificate{which} (-CAfile, --cacert)"
        ]
    lines = [f"client: let it trust {quoted(ours.issuer.encode())}, or who issued that"]
    if identity.chain is None and not identity.build_chain:
        lines.insert(0, "here: -cert_chain with the authorities between, if there are "
                     "any: this server sends none")  # fmt: skip
    return lines


ROWS = (
    Row(
        cause="certificate_expired",
        when="The client says that our certificate has expired, or refused one that "
        "has.",
        words=_expired,
        example=(
            "our certificate has expired; the client ended it with alert "
            "certificate_expired (45)",
            "it was valid from Oct 12 10:00:00 2026 GMT until Oct 22 10:00:00 2026 GMT",
            "here: -cert with a newer one",
        ),
    ),
    Row(
        cause="certificate_not_yet_valid",
        when="The client refused our certificate, which is not valid yet.",
        words=_early,
        example=(
            "our certificate is not valid yet; the client ended it with alert "
            "bad_certificate (42)",
            "it is valid from Dec  1 10:00:00 2026 GMT until Dec 11 10:00:00 2026 GMT",
            "here: -cert with one that is valid now; or see whether this clock is "
            "right",
        ),
    ),
    Row(
        cause="certificate_revoked",
        when="The client says that our certificate was revoked.",
        words=_revoked,
        example=(
            "the client says that our certificate was revoked; the client ended it "
            "with alert certificate_revoked (44)",
            'our certificate is "C=GB, O=Zoo, CN=revoked", issued by "C=GB, O=Zoo, '
            'CN=root"',
            "here: -cert with a new one",
        ),
    ),
    Row(
        cause="certificate_not_for_servers",
        when="The client refused our certificate, whose key is for something else.",
        words=_unusable,
        example=(
            "our certificate is not one for servers; the client ended it with alert "
            "unsupported_certificate (43)",
            "it is for TLS Web Client Authentication alone",
            "here: -cert with one for TLS Web Server Authentication",
        ),
    ),
    Row(
        cause="not_stapled",
        when="The client wants an OCSP response with our certificate (RFC 7633).",
        words=_unstapled,
        example=(
            "our certificate is good only together with an OCSP response "
            "(must-staple), and none went with it; the client ended it with alert "
            "bad_certificate (42)",
            "here: -status to ask the responder that the certificate names, "
            "-status_url for another one, or -status_file with a response",
        ),
    ),
    Row(
        cause="untrusted_issuer",
        when="The client does not trust who issued our certificate.",
        words=_unknown,
        example=(
            "the client does not trust our certificate's issuer; the client ended it "
            "with alert unknown_ca (48)",
            'our certificate is "CN=localhost", issued by "CN=Test CA"',
            "here: -cert_chain with the authorities between, if there are any: this "
            "server sends none",
            'client: let it trust "CN=Test CA", or who issued that',
        ),
    ),
)

LATE_ROWS = (
    Row(
        cause="certificate_refused",
        when="The client refused our certificate, and nothing tells why.",
        words=_doubted,
        example=(
            "the client refused our certificate with alert bad_certificate (42), "
            "which does not tell why",
            'our certificate is "CN=localhost", issued by "CN=Test CA", valid until '
            "Dec 11 10:00:00 2026 GMT",
            "here: -cert_chain with the authorities between, if there are any: this "
            "server sends none",
            'client: let it trust "CN=Test CA", or who issued that',
        ),
    ),
)
"""Looked for after the names."""
