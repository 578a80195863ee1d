"""The conversations in which lists of revoked certificates matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.compat.verify_scenarios import bad, good, row

if TYPE_CHECKING:
    from tests.kit.conversation import Scenario

CHECKED = ("-verify", "5", "-verify_return_error", "-CAfile", "root-cert.pem",
           "-crl_check")  # fmt: skip
SEPARATE = ("-verify", "5", "-verify_return_error", "-verifyCAfile", "root-cert.pem",
            "-crl_check")  # fmt: skip
LIST = ("-CRL", "root-crl.pem")


ALL: list[Scenario] = [
    row("revocation, no list", CHECKED, bad("client")),
    row("revocation, forgiven", ("-verify", "5", "-CAfile", "root-cert.pem",
        "-crl_check", *LIST), good("revoked", versions=("-tls1_2", "-tls1_3"))),
    row("revocation, a list", (*CHECKED, *LIST),
        good("client"), bad("revoked"), good("revoked-later")),
    row("revocation, DER", (*CHECKED, "-CRL", "root-crl.der", "-CRLform", "DER"),
        good("client"), bad("revoked")),
    row("revocation, form found out", (*CHECKED, "-CRL", "root-crl.der"),
        good("client")),
    row("revocation, for verifying alone", (*SEPARATE, *LIST),
        good("client"), bad("revoked")),
    row("revocation, not checked", ("-verify", "5", "-CAfile", "root-cert.pem", *LIST),
        good("revoked")),
    row("revocation, out of date", (*CHECKED, "-CRL", "root-crl-old.pem"),
        bad("client")),
    row("revocation, forged", (*CHECKED, "-CRL", "root-crl-forged.pem"),
        bad("client")),
    row("revocation, of all", (*CHECKED, "-crl_check_all", *LIST), bad("leaf")),
    row("revocation, nowhere to fetch from", (*CHECKED, "-crl_download"),
        bad("client")),
    row("revocation, the last list", (*CHECKED, "-CRL", "middle-crl.pem", *LIST),
        good("client")),
]  # fmt: skip
