"""Certificates of clients that our security level refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.events import VerifyStep
from s_server.explain.agreement import ending
from s_server.explain.row import Row
from s_server.explain.words import NAME_FLAGS, quoted

if TYPE_CHECKING:
    from s_server.explain.evidence import Evidence

# Codes of X509_STORE_CTX_get_error(3).
_EE_KEY_TOO_SMALL, _CA_KEY_TOO_SMALL, _CA_MD_TOO_WEAK = 66, 67, 68


def _key(evidence: Evidence) -> list[str] | None:
    return _refused(evidence, "key", _EE_KEY_TOO_SMALL, _CA_KEY_TOO_SMALL)


def _digest(evidence: Evidence) -> list[str] | None:
    return _refused(evidence, "signature", _CA_MD_TOO_WEAK)


def _refused(evidence: Evidence, what: str, *codes: int) -> list[str] | None:
    refused = [s for s in evidence.all(VerifyStep) if s.error in codes and not s.answer]
    if not refused:
        return None
    certificate = refused[-1].certificate
    whose = quoted(certificate.subject(NAME_FLAGS)) if certificate else "one"
    return [
        f"security level {evidence.server.level} refuses the {what} of a certificate "
        f"that the client sent; {ending(evidence)}",
        f"it is the certificate of {whose}, {_place(refused[-1].depth)}",
        "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0 or -auth_level 0",
        f"client: a certificate with a stronger {what}",
    ]


def _place(depth: int) -> str:
    return "the client's own" if depth == 0 else f"an authority's, at depth {depth}"


ROWS = (
    Row(
        cause="security_level_key",
        when="The security level refuses a key in the client's chain.",
        words=_key,
        example=(
            "security level 2 refuses the key of a certificate that the client sent; "
            "this server ended it with alert bad_certificate (42)",
            'it is the certificate of "CN=client", the client\'s own',
            "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0 or -auth_level 0",
            "client: a certificate with a stronger key",
        ),
    ),
    Row(
        cause="security_level_digest",
        when="The security level refuses how a certificate of the client's chain was "
        "signed.",
        words=_digest,
        example=(
            "security level 2 refuses the signature of a certificate that the client "
            "sent; this server ended it with alert bad_certificate (42)",
            'it is the certificate of "CN=client", the client\'s own',
            "here: a lower level, such as -cipher DEFAULT:@SECLEVEL=0 or -auth_level 0",
            "client: a certificate with a stronger signature",
        ),
    ),
)
