"""The zoo holds what its names promise, as `openssl` sees it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.authorities import LISTS, ZOO

if TYPE_CHECKING:
    from tests.kit.authorities import Authorities, Revocations


def said(authorities: Authorities, *words: str) -> str:
    done = subprocess.run(
        ["openssl", *words],
        cwd=authorities.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", [e.name for e in ZOO if not e.authority])
def test_every_key_belongs_to_its_certificate(
    authorities: Authorities, name: str
) -> None:
    public = said(authorities, "x509", "-in", f"{name}-cert.pem", "-noout", "-pubkey")
    assert public.startswith("-----BEGIN PUBLIC KEY-----")
    assert said(authorities, "pkey", "-in", f"{name}.pem", "-pubout") == public


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("client", "OK"),
        ("client-pss", "OK"),
        ("deep", "OK"),
        ("expired", "certificate has expired"),
        ("early", "certificate is not yet valid"),
        ("server-only", "unsuitable certificate purpose"),
        ("revoked", "OK"),
        ("stranger", "self-signed certificate"),
        ("foreign", "unable to get local issuer certificate"),
        ("outside", "permitted subtree violation"),
        ("inside", "OK"),
        ("usurper", "invalid CA certificate"),
        ("critical", "unhandled critical extension"),
    ],
)
def test_what_is_wrong_with_them(
    authorities: Authorities, name: str, words: str
) -> None:
    above = ["-untrusted", f"{name}-chain.pem"] * bool(
        authorities.chain(name).stat().st_size
    )
    command = ["verify", "-purpose", "sslclient", "-CAfile", "root-cert.pem", *above]
    assert words in said(authorities, *command, f"{name}-cert.pem")


@pytest.mark.parametrize("row", LISTS, ids=lambda row: row.file)
def test_lists_name_the_revoked(authorities: Authorities, row: Revocations) -> None:
    text = said(authorities, "crl", "-in", f"{row.file}.pem", "-noout", "-text")
    assert text.count("Serial Number:") == len(row.revoked)
    assert said(authorities, "crl", "-in", f"{row.file}.der", "-inform", "DER",
                "-noout", "-text") == text  # fmt: skip
