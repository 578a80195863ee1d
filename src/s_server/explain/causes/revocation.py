"""Certificates of clients that are revoked, or of which nobody knows whether."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import RevocationListMissing
from s_server.explain.agreement import ending
from s_server.explain.chains import forgiving, saying, whose
from s_server.explain.row import Row
from s_server.explain.words import NAME_FLAGS, quoted

if TYPE_CHECKING:
    from s_server.events import CertificateFacts, VerifyStep
    from s_server.explain.evidence import Evidence

# Codes of X509_STORE_CTX_get_error(3).
_REVOKED, _NO_LIST, _EARLY_LIST, _OLD_LIST = 23, 3, 11, 12
# RFC 5280 5.3.1
_REASONS = {
    1: "its key was stolen",
    2: "its authority's key was stolen",
    3: "its owner changed",
    4: "it was replaced",
    5: "it is not needed any more",
    6: "it is put on hold",
    9: "its privileges were withdrawn",
    10: "the attributes' authority's key was stolen",
}


def _revoked(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    summary = certificate.summary(NAME_FLAGS)
    since = f" since {step.revoked_since}" if step.revoked_since else ""
    reason = _REASONS.get(step.revoked_for or 0)
    return [
        f"{whose(step)} is revoked{since}; {ending(evidence)}",
        f"it is {quoted(summary.subject)} with serial number {summary.serial}, issued "
        f"by {quoted(summary.issuer)}" + (f": {reason}" if reason else ""),
        "client: let it use another one",
    ]


def _no_list(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    missing = evidence.last(RevocationListMissing)
    found = (
        f"{quoted(missing.place.encode())} gave none: {quoted(missing.reason.encode())}"
        if missing
        else f"{quoted(certificate.issuer(NAME_FLAGS))} would have it"
    )
    fetch = "" if evidence.config.revocation.download else ", or -crl_download"
    return [
        f"there is no list that tells whether {whose(step)} is revoked; "
        f"{ending(evidence)}",
        found,
        f"here: -CRL with its issuer's list{fetch}, or leave -crl_check out"
        + forgiving(evidence),
    ]


def _bad_list(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    state = "has expired" if step.error == _OLD_LIST else "is not valid yet"
    return [
        f"the list that tells whether {whose(step)} is revoked {state}; "
        f"{ending(evidence)}",
        f"it is the list of {quoted(certificate.issuer(NAME_FLAGS))}",
        f"here: -CRL with a newer one{forgiving(evidence)}",
    ]


ROWS = (
    Row(
        cause="client_revoked",
        when="The client's certificate, or one above it, is revoked.",
        words=saying(_revoked, _REVOKED),
        example=(
            "the client's certificate is revoked since Nov 20 10:00:00 2026 GMT; "
            "this server ended it with alert certificate_revoked (44)",
            'it is "C=GB, O=Zoo, CN=revoked" with serial number 1deb1c4d5c0d16bf, '
            'issued by "C=GB, O=Zoo, CN=root": its key was stolen',
            "client: let it use another one",
        ),
    ),
    Row(
        cause="client_revocation_unknown",
        when="With -crl_check: there is no list of revoked certificates.",
        words=saying(_no_list, _NO_LIST),
        example=(
            "there is no list that tells whether the client's certificate is "
            "revoked; this server ended it with alert unknown_ca (48)",
            '"C=GB, O=Zoo, CN=root" would have it',
            "here: -CRL with its issuer's list, or -crl_download, or leave "
            "-crl_check out; without -verify_return_error it is only told of",
        ),
    ),
    Row(
        cause="client_revocation_list_invalid",
        when="With -crl_check: the list of revoked certificates is not valid now.",
        words=saying(_bad_list, _EARLY_LIST, _OLD_LIST),
        example=(
            "the list that tells whether the client's certificate is revoked has "
            "expired; this server ended it with alert certificate_expired (45)",
            'it is the list of "C=GB, O=Zoo, CN=root"',
            "here: -CRL with a newer one; without -verify_return_error it is only "
            "told of",
        ),
    ),
)
