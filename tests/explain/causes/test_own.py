"""A server without a certificate, and one whose certificate is weak."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.explain.told import check, check_cause, check_not_said, openssl, serving

if TYPE_CHECKING:
    from pathlib import Path

TAKES_ALL = "ALL:@SECLEVEL=0"


def test_no_certificate_at_all() -> None:
    with serving(nocert=True) as told:
        check(told.of(openssl("-tls1_3")), "no_certificate", "in common", "kind")
        old = told.of(openssl("-tls1_2"))
        check_cause(old, "no_certificate", "handshake_failure (40)")
        check_not_said(old, "in common", "security level")


def test_a_weak_certificate(tmp_path: Path) -> None:
    # fmt: off
    command = ["openssl", "req", "-x509", "-newkey", "rsa:1024", "-sha1", "-nodes",
               "-days", "30", "-subj", "/CN=localhost", "-keyout", "weak.key",
               "-out", "weak.pem", "-addext", "subjectAltName=DNS:localhost"]
    # fmt: on
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    cert, key = str(tmp_path / "weak.pem"), str(tmp_path / "weak.key")
    with serving(cert=cert, key=key, cipher=TAKES_ALL) as told:
        strict = ("-verify_return_error", "-CAfile", cert, "-servername", "localhost")
        record = told.of(openssl(*strict))
        check(record, "weak_certificate", "this server ended", "trust", "suite")
        # Who takes it fails with nothing.
        assert told.of(openssl(*strict, "-cipher", TAKES_ALL)).cause is None
