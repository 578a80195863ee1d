"""Certificates: every file is what its name says, so that bad ones are bad."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.certificates import KINDS, PASS_PHRASE

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates


def openssl(*words: object) -> int:
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.parametrize("kind", KINDS)
def test_good_files_are_readable(kind: str, certificates: Certificates) -> None:
    made, phrase = certificates, f"pass:{PASS_PHRASE}"
    assert openssl("x509", "-noout", "-in", made.pair(kind)) == 0
    assert openssl("pkey", "-noout", "-in", made.pair(kind)) == 0
    assert openssl("x509", "-noout", "-inform", "DER", "-in",
                   made.der_certificate(kind)) == 0  # fmt: skip
    assert openssl("pkey", "-noout", "-inform", "DER", "-in", made.der_key(kind)) == 0
    assert openssl("pkcs12", "-noout", "-in", made.pkcs12(kind),
                   "-passin", phrase) == 0  # fmt: skip
    key = made.encrypted_key(kind)
    assert openssl("pkey", "-noout", "-in", key, "-passin", phrase) == 0
    assert openssl("pkey", "-noout", "-in", key, "-passin", "pass:wrong") != 0
    assert openssl("verify", "-CAfile", made.ca, made.signed(kind)) == 0


def test_broken_files_are_broken(certificates: Certificates) -> None:
    for file in (certificates.empty, certificates.truncated, certificates.garbage):
        assert openssl("x509", "-noout", "-in", file) != 0
    assert openssl("dhparam", "-noout", "-in", certificates.dh_parameters) == 0


def test_the_mismatching_pair_has_two_keys(certificates: Certificates) -> None:
    def public(*words: object) -> bytes:
        command = ["openssl", *map(str, words), "-in", str(certificates.mismatching)]
        return subprocess.run(command, capture_output=True, check=True).stdout

    assert public("x509", "-noout", "-pubkey") != public("pkey", "-pubout")
