"""Certificates for servers and clients."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.fixtures import authorities, certificates

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["authorities", "certificates"]


@pytest.fixture(scope="session")
def strong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate that security level 4 allows, in one file."""
    pair = tmp_path_factory.mktemp("strong") / "pair.pem"
    # fmt: off
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:secp521r1", "-sha512", "-nodes", "-days", "30",
               "-subj", "/CN=localhost", "-keyout", str(pair), "-out", "/dev/stdout"]
    # fmt: on
    done = subprocess.run(command, capture_output=True, check=True)
    pair.write_bytes(pair.read_bytes() + done.stdout)
    return pair
