"""Lines about the server's own certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.libssl.constants import ChainCheck
from s_server.output.text.pieces import Piece, Style, err, out

if TYPE_CHECKING:
    from s_server import events

_CHECKS = (
    ("Overall Validity", ChainCheck.VALID),
    ("Sign with EE key", ChainCheck.SIGN),
    ("EE signature", ChainCheck.EE_SIGNATURE),
    ("CA signature", ChainCheck.CA_SIGNATURE),
    ("EE key parameters", ChainCheck.EE_PARAMETERS),
    ("CA key parameters", ChainCheck.CA_PARAMETERS),
    ("Explicitly sign with EE key", ChainCheck.EXPLICIT_SIGN),
    ("Issuer Name", ChainCheck.ISSUER_NAME),
    ("Certificate Type", ChainCheck.CERTIFICATE_TYPE),
)


def chain_checked(event: events.ChainChecked, style: Style) -> list[Piece]:
    """Answer the report on a certificate of -xcert."""
    lines: list[str | bytes] = [
        f"Checking cert chain {event.number}:",
        b"Subject: " + event.certificate.subject(style.name_flags),
    ]
    lines += [f"\t{what}: {_judged(event.checks, bit)}" for what, bit in _CHECKS]
    suite_b = _judged(event.checks, ChainCheck.SUITE_B)
    lines.append(f"\tSuite B: {suite_b if event.suite_b else 'not tested'}")
    return [err(line) for line in lines]


def certificates_compressed(
    event: events.CertificatesCompressed, _: Style
) -> list[Piece]:
    """Answer that it was tried, and where it failed."""
    pieces = [out("Compressing certificates")]
    if not event.done:
        pieces.append(out("Error compressing certs on ctx"))
    return pieces


def _judged(checks: int, bit: ChainCheck) -> str:
    return "OK" if checks & bit else "NOT OK"
