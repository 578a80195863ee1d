"""Signature schemes that do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.explain.told import check, openssl, serving

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates


def test_no_scheme_in_common(certificates: Certificates) -> None:
    pair = str(certificates.pair("rsa"))
    with serving(cert=pair, sigalgs="rsa_pss_rsae_sha256") as told:
        record = told.of(openssl("-tls1_3", "-sigalgs", "ed25519"))
        check(record, "no_shared_scheme", "suite", "group", "level", "(RSA)")


def test_a_level_that_refuses_the_scheme(certificates: Certificates) -> None:
    ours = {"sigalgs": "RSA+SHA1:RSA-PSS+SHA256", "tls1_2": True}
    with serving(cert=str(certificates.pair("rsa")), **ours) as told:
        record = told.of(
            openssl(*("-tls1_2", "-sigalgs", "RSA+SHA1"), "-cipher", "ALL:@SECLEVEL=0")
        )
        check(record, "security_level_scheme", "suite", "group", "-sigalgs")
