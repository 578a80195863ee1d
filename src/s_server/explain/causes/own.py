"""What is wrong with our own certificate: there is none, or it is too weak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import Cause, Ender, Stage
from s_server.explain.agreement import ended_by, ending, given
from s_server.explain.numbers import Sign
from s_server.explain.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.events.offer import OwnCertificate
    from s_server.explain.evidence import Evidence

_REFUSALS = {Sign.HANDSHAKE_FAILURE, Sign.PROTOCOL_VERSION}
_DOUBTS = {
    Sign.HANDSHAKE_FAILURE,
    Sign.BAD_CERTIFICATE,
    Sign.UNSUPPORTED_CERTIFICATE,
    Sign.CERTIFICATE_UNKNOWN,
    Sign.INSUFFICIENT_SECURITY,
}
# Below these no client of today takes a key (NIST SP 800-131A, level 2 of OpenSSL).
_ENOUGH = {"RSA": 2048, "RSA-PSS": 2048, "DSA": 2048, "EC": 224}
_WEAK_DIGESTS = ("MD5", "SHA1")


def _none(evidence: Evidence) -> list[str] | None:
    end = evidence.end
    if end.cause is not Cause.PROTOCOL or end.stage is Stage.DATA:
        return None
    if evidence.hello is None or not _REFUSALS.intersection(evidence.sent):
        return None
    if evidence.server.certificates:
        return None
    options = given(evidence, "nocert")
    instead = f" instead of {options}" if options else ""
    return [
        f"this server has no certificate, and the client wants one; {ending(evidence)}",
        f"here: give -cert{instead}, or keys that both sides know with -psk",
    ]


def _weak(evidence: Evidence) -> list[str] | None:
    if ended_by(evidence) is not Ender.CLIENT:
        return None
    if not _DOUBTS.intersection(evidence.received):
        return None
    flaws = [flaw for c in evidence.server.certificates for flaw in _flaws(c)]
    if not flaws:
        return None
    return [
        f"our certificate is too weak for the client; {ending(evidence)}",
        f"it has {' and '.join(flaws)}",
        "here: a certificate with 2048 bits of RSA or P-256, signed with SHA-256",
        "client: a lower security level would take it, for a test alone",
    ]


def _flaws(certificate: OwnCertificate) -> Iterator[str]:
    if certificate.bits < _ENOUGH.get(certificate.kind, 0):
        yield f"a key of {certificate.bits} bits ({certificate.kind})"
    if any(digest in certificate.signature.upper() for digest in _WEAK_DIGESTS):
        yield f"a signature by {certificate.signature}"


ROWS = (
    Row(
        cause="no_certificate",
        when="We have no certificate, and the client knows no way to do without.",
        words=_none,
        example=(
            "this server has no certificate, and the client wants one; this server "
            "ended it with alert protocol_version (70)",
            "here: give -cert instead of -nocert, or keys that both sides know with "
            "-psk",
        ),
    ),
    Row(
        cause="weak_certificate",
        when="The client refused our certificate, and its key or signature is weak.",
        words=_weak,
        example=(
            "our certificate is too weak for the client; the client ended it with "
            "alert bad_certificate (42)",
            "it has a key of 1024 bits (RSA) and a signature by RSA-SHA1",
            "here: a certificate with 2048 bits of RSA or P-256, signed with SHA-256",
            "client: a lower security level would take it, for a test alone",
        ),
    ),
)
