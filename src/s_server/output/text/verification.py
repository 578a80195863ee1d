"""What is said on standard error while a client's certificate is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.constants import VerifyError
from s_server.libssl.load import Release
from s_server.output.text.pieces import Piece, Style, err

if TYPE_CHECKING:
    from s_server.events import CertificateAsked, PolicyReport, VerifyStep

_NO_OCSP_RESPONSE = 100  # since 3.6


def certificate_asked(event: CertificateAsked, _: Style) -> list[Piece]:
    """Answer the line of -verify or -Verify."""
    required = ", must return a certificate" if event.required else ""
    return [err(f"verify depth is {event.depth}{required}")]


def verify_step(event: VerifyStep, style: Style) -> list[Piece]:
    """Answer the lines of one step, in the order of behaviour.md 4.13."""
    pieces = []
    if not (style.verify_quiet and event.found):
        name = b"<no cert>"
        if event.certificate is not None:
            name = event.certificate.subject(style.name_flags)
        pieces.append(err(b"depth=%d " % event.depth + name))
    if not event.found:
        pieces.append(err(f"verify error:num={event.error}:{event.words}"))
    pieces += _details(event, style)
    if event.answer and not style.verify_quiet:
        pieces.append(err(f"verify return:{event.answer}"))
    return pieces


def _details(event: VerifyStep, style: Style) -> list[Piece]:
    """Answer what belongs to the error; it stays set while later steps go well."""
    certificate = event.certificate
    match event.error:
        case VerifyError.UNABLE_TO_GET_ISSUER_CERT if certificate is not None:
            return [err(b"issuer= " + certificate.issuer(style.name_flags))]
        case (
            VerifyError.CERT_NOT_YET_VALID | VerifyError.ERROR_IN_CERT_NOT_BEFORE_FIELD
        ) if certificate is not None:
            return [err(b"notBefore=" + certificate.not_before)]
        case (
            VerifyError.CERT_HAS_EXPIRED | VerifyError.ERROR_IN_CERT_NOT_AFTER_FIELD
        ) if certificate is not None:
            return [err(b"notAfter=" + certificate.not_after)]
        case code if code == _NO_OCSP_RESPONSE and style.release >= Release.V3_6:
            return [err("no OCSP response(s) for certificate(s) found.")]
    if event.policies is None or style.verify_quiet:
        return []
    return _policy_report(event.policies)


def _policy_report(report: PolicyReport) -> list[Piece]:
    return [
        err(f"Require explicit Policy: {report.explicit}"),
        *_policies("Authority", report.authority),
        *_policies("User", report.user),
    ]


def _policies(title: str, nodes: bytes | None) -> list[Piece]:
    if nodes is None:
        return [err(f"{title} Policies: <empty>")]
    return [err(f"{title} Policies:"), *map(err, nodes.splitlines())]
