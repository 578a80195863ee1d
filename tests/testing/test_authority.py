"""The certificates of a test run, as OpenSSL judges them."""

from __future__ import annotations

import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.errors import UsageError
from s_server.testing.authority import LOCAL_NAMES, Authorities

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.testing.authority import Fault


@pytest.fixture
def authorities(tmp_path: Path) -> Authorities:
    return Authorities(tmp_path)


def judged(ca_file: str, certificate: str, *words: str) -> str:
    """What ``openssl verify`` says of a certificate; nothing when it is good."""
    command = ["openssl", "verify", "-CAfile", ca_file, *words, certificate]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr


BAD: list[tuple[Fault, str]] = [
    ("expired", "certificate has expired"),
    ("not_yet_valid", "certificate is not yet valid"),
    ("untrusted", "unable to get local issuer certificate"),
]


def test_a_good_one_is_for_its_names(authorities: Authorities) -> None:
    names = (*LOCAL_NAMES, "*.b.example")
    file, key = authorities.server_certificate(fault=None, names=names)
    ca_file = authorities.server_ca_file
    for words in (
        *(["-verify_hostname", "localhost"], ["-verify_hostname", "a.b.example"]),
        *(["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"]),
    ):
        assert judged(ca_file, file, "-purpose", "sslserver", *words) == ""
    assert "hostname mismatch" in judged(ca_file, file, "-verify_hostname", "c.example")
    subprocess.run(["openssl", "pkey", "-in", key, "-noout", "-check"], check=True)


@pytest.mark.parametrize(("fault", "words"), BAD)
def test_a_bad_one_is_bad_for_that_reason(
    authorities: Authorities, fault: Fault, words: str
) -> None:
    file, _ = authorities.server_certificate(fault=fault, names=LOCAL_NAMES)
    assert words in judged(authorities.server_ca_file, file)
    client = authorities.client_certificate("alice", fault=fault, names=())
    assert words in judged(authorities.client_ca_file, client.cert_file)


def test_a_wrong_name_is_all_that_is_wrong(authorities: Authorities) -> None:
    file, _ = authorities.server_certificate(fault="wrong_name", names=LOCAL_NAMES)
    ca_file = authorities.server_ca_file
    assert judged(ca_file, file) == ""
    words = judged(ca_file, file, "-verify_hostname", "localhost")
    assert "hostname mismatch" in words


def test_clients_have_an_authority_of_their_own(authorities: Authorities) -> None:
    alice = authorities.client_certificate("alice", fault=None, names=["a@b.example"])
    words = ["-purpose", "sslclient", "-verify_email", "a@b.example"]
    assert judged(authorities.client_ca_file, alice.cert_file, *words) == ""
    assert judged(authorities.server_ca_file, alice.cert_file)
    assert alice.pair == (alice.cert_file, alice.key_file)
    said = subprocess.run(
        ["openssl", "x509", "-noout", "-subject"],
        input=alice.pem,
        capture_output=True,
        check=True,
    )
    assert said.stdout.rstrip().endswith(b"CN = alice")


def test_keys_are_for_us_alone(authorities: Authorities, tmp_path: Path) -> None:
    authorities.client_certificate("a", fault=None, names=())
    authorities.client_certificate("b", fault=None, names=())
    authorities.server_certificate(fault=None, names=LOCAL_NAMES)
    files = list(tmp_path.iterdir())
    assert len(files) == 6
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    keys = [file for file in files if b"PRIVATE" in file.read_bytes()]
    assert len(keys) == 3


def test_an_unknown_fault_is_refused(authorities: Authorities) -> None:
    with pytest.raises(UsageError, match=r"certificate is one of 'expired', .*'green'"):
        authorities.server_certificate(fault="green", names=())  # type: ignore[arg-type]  # on purpose
