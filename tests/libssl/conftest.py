"""The library that the process uses, a context of it, and certificates."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import (
    authorities,
    certificates,
    chains,
    context,
    library,
)
from tests.kit.serving import use_pair

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates

__all__ = ["authorities", "certificates", "chains", "context", "library"]


@pytest.fixture
def serving(context: Context, certificates: Certificates) -> Context:
    """A context that serves an RSA certificate."""
    use_pair(context, certificates.pair("rsa"))
    return context


@pytest.fixture(scope="session")
def long_certificate(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A certificate of more than 8 KiB, in PEM."""
    folder = tmp_path_factory.mktemp("long")
    names = ",".join(f"DNS:a{number}.long.example" for number in range(400))
    command = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes",
               "-subj", "/CN=long", "-addext", f"subjectAltName={names}",
               "-keyout", "key.pem", "-out", "cert.pem"]  # fmt: skip
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    return (folder / "cert.pem").read_bytes()
