"""Clients whose certificates are too weak for us."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.explain.told import check, check_nothing, openssl, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.explain.told import Client

TAKES_ALL = "ALL:@SECLEVEL=0"


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with clients of a weak key and of a weak signature, and their CA."""
    folder = tmp_path_factory.mktemp("weak")
    script = """
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=ca \\
            -keyout ca.key -out ca.pem
        for kind in key:1024:sha256 sha1:2048:sha1; do
            set -- $(echo $kind | tr : " ")
            openssl req -newkey rsa:$2 -nodes -subj /CN=client \\
                -keyout $1.key -out $1.csr
            openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -$3 -days 30 \\
                -CAcreateserial -out $1.pem
        done
    """
    subprocess.run(["sh", "-ec", script], cwd=folder, capture_output=True, check=True)
    return folder


def test_weak_certificates_of_clients(weak: Path) -> None:
    def client(name: str) -> Client:
        pair = ("-cert", str(weak / f"{name}.pem"), "-key", str(weak / f"{name}.key"))
        return openssl(*pair, "-cipher", TAKES_ALL)

    options = {"CAfile": str(weak / "ca.pem"), "Verify": 1, "verify_return_error": True}
    never = ("our certificate", "trust", "in common")
    with serving(**options) as told:
        check(told.of(client("key")), "security_level_key", "signature", *never)
        check(told.of(client("sha1")), "security_level_digest", " key ", *never)
    # A level that takes it says nothing of it.
    with serving(**options, cipher=TAKES_ALL, auth_level=0) as told:
        check_nothing(told.of(client("sha1")))
