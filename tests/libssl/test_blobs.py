"""Keys in Microsoft's forms, as the machine's `openssl` writes them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.blobs import load_blob, load_pvk
from s_server.libssl.queue import drain
from s_server.libssl.store import PassPhrase, load_certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from s_server.libssl.load import Library
    from s_server.libssl.x509 import PrivateKey
    from tests.kit.certificates import Certificates

    Load = Callable[[Library, str, PassPhrase], PrivateKey]

FORMS = [
    (load_blob, ("-outform", "MSBLOB")),
    (load_pvk, ("-outform", "PVK", "-pvk-none")),
    (load_pvk, ("-outform", "PVK", "-pvk-strong", "-passout", "pass:x")),
]
READ = pytest.mark.parametrize(
    ("load", "words"), FORMS, ids=["blob", "PVK", "PVK, encrypted"]
)


def converted(key: Path, path: Path, *words: str) -> str:
    """Write the key in another form; encrypting it takes the old RC4."""
    providers = ("-provider", "legacy", "-provider", "default")
    files = ("-in", str(key), "-out", str(path))
    command = ["openssl", "rsa", *providers, *files, *words]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return str(path)


@READ
def test_a_key_is_that_of_its_certificate(
    library: Library, certificates: Certificates, tmp_path: Path,
    load: Load, words: tuple[str, ...],
) -> None:  # fmt: skip
    path = converted(certificates.key("rsa"), tmp_path / "key", *words)
    phrase = PassPhrase(lambda: b"x")
    certificate = load_certificate(
        library, str(certificates.certificate("rsa")), phrase
    )
    assert certificate is not None
    with certificate:
        try:
            key = load(library, path, phrase)
        except LibraryError:
            # Since 3.0 the legacy provider alone has what encrypts these.
            assert "-passout" in words
            assert phrase.asked
        else:
            with key:
                assert certificate.matches(key)
                assert drain(library) == ()


@READ
def test_anything_else_is_refused(
    library: Library, certificates: Certificates, tmp_path: Path,
    load: Load, words: tuple[str, ...],
) -> None:  # fmt: skip
    empty = tmp_path / "empty"
    empty.touch()
    whole = converted(certificates.key("rsa"), tmp_path / "key", *words)
    cut = tmp_path / "cut"
    cut.write_bytes((tmp_path / "key").read_bytes()[:100])
    assert whole
    for path in (certificates.key("rsa"), certificates.der_key("rsa"), empty, cut):
        with pytest.raises(LibraryError):
            load(library, str(path), PassPhrase(lambda: None))
    assert drain(library) == ()
