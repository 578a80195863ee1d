"""Suites that do not meet, and certificates that no suite has a use for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    check_nothing,
    openssl,
    serving,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.certificates import Certificates

ONE_NEW = ("-ciphersuites", "TLS_AES_128_GCM_SHA256")
ONE_OLD = ("-tls1_2", "-cipher", "AES256-SHA")


def test_no_suite_in_common() -> None:
    ours = {"ciphersuites": "TLS_AES_256_GCM_SHA384", "cipher": "ECDHE+AESGCM"}
    with serving(**ours) as told:
        record = told.of(openssl("-tls1_3", *ONE_NEW))
        check(record, "no_shared_suite", "group", "scheme", "our certificate", "level")
        old = told.of(openssl(*ONE_OLD))
        check_cause(old, "no_shared_suite", "no TLS 1.2 cipher", "offers AES256-SHA;")
        check_not_said(old, "TLS_AES", "-ciphersuites with")


def test_a_level_that_refuses_the_suite(strong: Path) -> None:
    level = {"cipher": "DEFAULT:@SECLEVEL=4", "cert": str(strong)}
    with serving(**level) as told:
        record = told.of(openssl("-tls1_3", *ONE_NEW, "-groups", "P-521"))
        check(record, "security_level_suite", "-ciphersuites with", "group", "scheme")


def test_a_client_that_only_knows_dh(certificates: Certificates) -> None:
    pair = str(certificates.pair("rsa"))
    dhe = ("-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256")
    with serving(cert=pair, no_dhe=True) as told:
        check(told.of(openssl(*dhe)), "no_dhe", "group", "-cipher", "our certificate")
    with serving(cert=pair) as told:
        check_nothing(told.of(openssl(*dhe)))


def test_a_certificate_of_no_use(certificates: Certificates) -> None:
    pair = str(certificates.pair("ecdsa"))
    with serving(cert=pair, sigalgs="ECDSA+SHA256:RSA-PSS+SHA256") as told:
        record = told.of(openssl("-tls1_3", "-sigalgs", "rsa_pss_rsae_sha256"))
        check(record, "unusable_certificate", "in common", "group", "level", "trust")
        old = told.of(openssl("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
        said = ("of our cipher suites ECDHE-RSA-AES128-GCM-SHA256 alone", "(RSA or")
        check_cause(old, "unusable_certificate", *said)
        check_not_said(old, "in common", "signatures by")
