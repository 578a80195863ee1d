"""What is said of certificates of clients that are refused.

Nothing is of errors that -verify and -Verify forgive.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from s_server.events import VerifyStep
from s_server.explain.words import NAME_FLAGS, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.events import CertificateFacts
    from s_server.explain.evidence import Evidence

    Say = Callable[[Evidence, VerifyStep, CertificateFacts], list[str]]


def saying(say: Say, *errors: int) -> Callable[[Evidence], list[str] | None]:
    """Answer words for a row: of a certificate with such an error, or with any."""
    return partial(_refused, say, frozenset(errors))


def _refused(say: Say, errors: frozenset[int], evidence: Evidence) -> list[str] | None:
    steps = [s for s in evidence.all(VerifyStep) if not s.found and not s.answer]
    step = steps[-1] if steps else None
    if step is None or step.certificate is None:
        return None
    if errors and step.error not in errors:
        return None
    return say(evidence, step, step.certificate)


def whose(step: VerifyStep) -> str:
    """Say whose certificate it is."""
    if step.depth == 0:
        return "the client's certificate"
    return f"an authority's certificate (depth {step.depth}) in the client's chain"


def subject(certificate: CertificateFacts) -> str:
    """Name a certificate."""
    return quoted(certificate.subject(NAME_FLAGS))


def dates(certificate: CertificateFacts) -> str:
    """Say when a certificate is valid."""
    start, end = certificate.not_before.decode(), certificate.not_after.decode()
    return f"{subject(certificate)} is valid from {start} until {end}"


def newer(step: VerifyStep) -> str:
    """Say what the client could do about its dates."""
    if step.depth == 0:
        return "let it use one that is valid now"
    return "its authority needs one that is valid now"


def trusted(evidence: Evidence) -> str:
    """Say whom this server trusts."""
    verify = evidence.config.verify
    places = {
        "CAfile": verify.client_ca_file or verify.ca_file,
        "CApath": verify.client_ca_path or verify.ca_path,
        "CAstore": verify.client_ca_store or verify.ca_store,
    }
    given = [f"what -{option} {place} has" for option, place in places.items() if place]
    return listed(given) if given else "what this system trusts"


def forgiving(evidence: Evidence) -> str:
    """Say how the client would be let in all the same."""
    if evidence.config.verify.return_error:
        return "; without -verify_return_error it is only told of"
    return ""


def extension(certificate: CertificateFacts, title: str) -> list[str]:
    """What an extension of a certificate says, in OpenSSL's words."""
    _, found, rest = certificate.text.decode(errors="replace").partition(title)
    lines = rest.split("\n")
    if not found:
        return []
    # Whoever made the certificate wrote them: nothing a terminal heeds.
    return [quoted(name.strip().encode())[1:-1] for name in lines[1].split(", ")]
