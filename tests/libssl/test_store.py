"""Files of every form, with pass phrases of every kind."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.queue import drain
from s_server.libssl.store import (
    PassPhrase,
    load_certificate,
    load_certificates,
    load_key,
    load_parameters,
)
from s_server.libssl.x509 import certificate_from_pem
from tests.kit.certificates import KINDS, PASS_PHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

FORMS: dict[str, Callable[[Certificates, str], tuple[Path, Path]]] = {
    "PEM": lambda made, kind: (made.certificate(kind), made.key(kind)),
    "DER": lambda made, kind: (made.der_certificate(kind), made.der_key(kind)),
    "PKCS#12": lambda made, kind: (made.pkcs12(kind), made.pkcs12(kind)),
    "one file": lambda made, kind: (made.pair(kind), made.pair(kind)),
    "encrypted": lambda made, kind: (made.certificate(kind), made.encrypted_key(kind)),
}


def nothing() -> PassPhrase:
    return PassPhrase(lambda: None)


def right() -> PassPhrase:
    return PassPhrase(PASS_PHRASE.encode)


def wrong() -> PassPhrase:
    return PassPhrase(lambda: b"open barley")


def assert_read(library: Library, cert: str, key: str) -> None:
    """Read both, and prove that they are the pair they should be."""
    certificate = load_certificate(library, cert, right())
    private = load_key(library, key, right())
    assert certificate is not None
    assert private is not None
    with certificate, private:
        assert certificate.matches(private)
    assert drain(library) == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_recognised(
    library: Library, certificates: Certificates, form: str, kind: str
) -> None:
    cert, key = FORMS[form](certificates, kind)
    assert_read(library, str(cert), str(key))


def test_the_certificate_may_come_first(
    library: Library, certificates: Certificates, tmp_path: Path
) -> None:
    pem = tmp_path / "reversed.pem"
    parts = (certificates.certificate("rsa"), certificates.key("rsa"))
    pem.write_bytes(b"a comment\n" + b"".join(part.read_bytes() for part in parts))
    assert_read(library, str(pem), str(pem))


def test_the_first_of_several_is_taken(
    library: Library, certificates: Certificates, tmp_path: Path
) -> None:
    first, second = (certificates.certificate(k).read_bytes() for k in ("rsa", "ecdsa"))
    pem = tmp_path / "chain.pem"
    pem.write_bytes(first + second)
    found = load_certificate(library, str(pem), nothing())
    assert found is not None
    with found, certificate_from_pem(library, first) as expected:
        assert found.pem == expected.pem


def test_all_of_several_are_taken_in_order(
    library: Library, certificates: Certificates, tmp_path: Path
) -> None:
    kinds = ("rsa", "ecdsa", "rsa")
    parts = [certificates.certificate(kind).read_bytes() for kind in kinds]
    pem = tmp_path / "all.pem"
    pem.write_bytes(b"".join([*parts, certificates.key("rsa").read_bytes()]))
    found = load_certificates(library, str(pem), nothing())
    assert [certificate.pem for certificate in found] == parts
    for certificate in found:
        certificate.close()
    assert drain(library) == ()


@pytest.mark.parametrize("name", ["with space", "a:b", "caf\u00e9", b"\xff"])
def test_unusual_names(
    library: Library, certificates: Certificates, tmp_path: Path, name: str | bytes
) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(certificates.pair("ecdsa").read_bytes())
    assert_read(library, str(path), str(path))


def test_a_file_uri(library: Library, certificates: Certificates) -> None:
    uri = certificates.pair("ecdsa").as_uri()
    assert uri.startswith("file:///")
    assert_read(library, uri, uri)


def test_a_pipe(library: Library, certificates: Certificates) -> None:
    reader, writer = os.pipe()
    data = certificates.key("ecdsa").read_bytes()

    def write() -> None:
        with open(writer, "wb") as pipe:
            pipe.write(data)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        key = load_key(library, f"/dev/fd/{reader}", nothing())
    finally:
        thread.join()
        os.close(reader)
    assert key is not None
    key.close()


@pytest.mark.parametrize("phrase", [wrong, nothing])
@pytest.mark.parametrize("form", ["PKCS#12", "encrypted"])
def test_without_the_right_phrase_a_key_is_not_read(
    library: Library,
    certificates: Certificates,
    form: str,
    phrase: Callable[[], PassPhrase],
) -> None:
    path = FORMS[form](certificates, "rsa")[1]
    used = phrase()
    with pytest.raises(LibraryError, match="cannot read"):
        load_key(library, str(path), used)
    assert used.asked
    assert used.missing is (phrase is nothing)


def test_a_phrase_is_not_asked_for_without_need(
    library: Library, certificates: Certificates
) -> None:
    phrase = right()
    key = load_key(library, str(certificates.key("rsa")), phrase)
    assert key is not None
    key.close()
    assert not phrase.asked
    assert not phrase.missing


def test_other_things_in_a_file_are_none(
    library: Library, certificates: Certificates
) -> None:
    cert = str(certificates.certificate("rsa"))
    key = str(certificates.key("rsa"))
    assert load_key(library, cert, nothing()) is None
    # 3.0 cannot tell a file without a certificate from a damaged one.
    with suppress(LibraryError):
        assert load_certificate(library, key, nothing()) is None
    assert load_parameters(library, cert, nothing()) is None
    assert drain(library) == ()


@pytest.mark.parametrize("load", [load_certificate, load_key, load_parameters])
def test_broken_files(
    library: Library, certificates: Certificates, load: Callable[..., object]
) -> None:
    for path in (certificates.truncated, certificates.garbage):
        with pytest.raises(LibraryError, match="cannot read"):
            load(library, str(path), nothing())
    with pytest.raises(LibraryError, match="cannot open '/no/such/file'"):
        load(library, "/no/such/file", nothing())
    assert drain(library) == ()


def test_parameters(library: Library, certificates: Certificates) -> None:
    found = load_parameters(library, str(certificates.dh_parameters), nothing())
    assert found is not None
    with found:
        assert found.is_dh
