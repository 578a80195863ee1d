"""What is newer than the library is named, with the OpenSSL that brought it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from s_server.libssl.load import Release
from s_server.setup.algorithms import newer_in_file, newer_in_names
from tests.kit.newer_keys import ml_dsa_key, pem

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library


@pytest.fixture
def older(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(library, "release", Release.V3_2)
    monkeypatch.setattr(library, "version", "OpenSSL 3.2.0")
    return library


BROUGHT = "which OpenSSL 3.2.0 does not have: OpenSSL 3.5 brought it"


@pytest.mark.parametrize(
    ("number", "name"),
    [(17, "ML-DSA-44"), (18, "ML-DSA-65"), (19, "ML-DSA-87"), (20, "SLH-DSA")],
)
def test_keys(older: Library, tmp_path: Path, number: int, name: str) -> None:
    path = tmp_path / "key"
    for content in (ml_dsa_key(number), b"text\n" + pem(ml_dsa_key(number))):
        path.write_bytes(content)
        assert newer_in_file(older, str(path)) == f"{name}, {BROUGHT}"


@pytest.mark.parametrize(
    "content",
    [b"", b"-----BEGIN X-----\nAAA\n-----END X-----\n", pem(ml_dsa_key(16)),
     base64.b64encode(ml_dsa_key(17))],
)  # fmt: skip
def test_other_files(older: Library, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    assert newer_in_file(older, str(path)) == ""


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("P-256:X25519MLKEM768", "X25519MLKEM768"),
        ("mlkem512", "mlkem512"),
        ("rsa_pss_rsae_sha256:mldsa65:x", "mldsa65"),
        ("ML-DSA-44", "ML-DSA-44"),
    ],
)
def test_names(older: Library, names: str, found: str) -> None:
    assert newer_in_names(older, names) == f"{found}, {BROUGHT}"
    for other in ("P-256:nope", "MLKEM76", "XMLKEM768", "mldsa650"):
        assert newer_in_names(older, other) == ""


def test_a_library_that_has_them_is_not_blamed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "release", Release.V3_5)
    path = tmp_path / "key"
    path.write_bytes(ml_dsa_key(17))
    assert newer_in_file(library, str(path)) == ""
    assert newer_in_names(library, "mlkem512") == ""
