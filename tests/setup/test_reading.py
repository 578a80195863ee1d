"""Chains in files, and places that are no files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from s_server.config import Form
from s_server.errors import LoadError
from s_server.setup.pass_phrase import Phrases
from s_server.setup.reading import (
    Place,
    check_file,
    read_certificate,
    read_certificates,
    read_key,
)
from tests.kit.certificates import PASS_PHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

PHRASES = Phrases(PASS_PHRASE.encode(), lambda _: None, "pass")


def chain(path: str | Path) -> Place:
    return Place(uri=str(path), option="cert_chain")


def count(library: Library, path: str | Path) -> int:
    found = read_certificates(library, chain(path), PHRASES)
    for certificate in found:
        certificate.close()
    return len(found)


def test_all_certificates_of_a_file(
    library: Library, certificates: Certificates, tmp_path: Path
) -> None:
    pem = certificates.certificate("rsa").read_bytes()
    key = certificates.key("rsa").read_bytes()
    several = tmp_path / "several.pem"
    several.write_bytes(b"words\n" + pem + key + pem + pem)
    assert count(library, several) == 3
    assert count(library, several.as_uri()) == 3
    assert count(library, certificates.der_certificate("rsa")) == 1
    assert count(library, certificates.pkcs12("rsa")) == 1


@pytest.mark.parametrize("damaged", [0, 1, 2])
def test_one_that_is_damaged_is_not_left_out(
    library: Library, certificates: Certificates, tmp_path: Path, damaged: int
) -> None:
    parts = [certificates.certificate("rsa").read_bytes()] * 3
    parts[damaged] = parts[damaged].replace(b"\nMII", b"\n???", 1)
    path = tmp_path / "damaged.pem"
    path.write_bytes(b"".join(parts))
    with pytest.raises(LoadError) as caught:
        count(library, path)
    assert caught.value.message == (
        f"cannot read the certificates (-cert_chain) from '{path}': "
        "1 of the 3 in it cannot be decoded"
    )


def test_a_pipe_is_read_once(library: Library, certificates: Certificates) -> None:
    reader, writer = os.pipe()
    with open(writer, "wb") as pipe:
        pipe.write(certificates.certificate("rsa").read_bytes())
    try:
        assert count(library, f"/dev/fd/{reader}") == 1
    finally:
        os.close(reader)


def test_no_certificate_at_all(library: Library, certificates: Certificates) -> None:
    for path in (certificates.key("rsa"), certificates.garbage):
        with pytest.raises(LoadError, match=r"\(-cert_chain\)"):
            count(library, path)


@pytest.mark.parametrize("uri", ["pkcs11:token=x", "http://localhost/cert.pem"])
def test_another_scheme_is_for_openssl_to_refuse(library: Library, uri: str) -> None:
    place = Place(uri=uri, option="cert")
    check_file(place, "certificate (-cert)")
    # In the words of 3.0, of 4.0 for lack of a provider, and ours where it has none.
    words = "unregistered scheme|No such file or directory, unsupported|such a URI"
    with pytest.raises(LoadError, match=words):
        read_certificate(library, place, PHRASES)


def test_a_name_with_a_colon_is_a_file() -> None:
    with pytest.raises(LoadError, match="No such file"):
        check_file(Place(uri="file:a:b", option="cert"), "certificate (-cert)")


def test_the_option_of_a_second_name_has_the_firsts_form(
    library: Library, certificates: Certificates
) -> None:
    path = str(certificates.key("rsa"))
    place = Place(uri=path, option="key2", form=Form.DER)
    with pytest.raises(LoadError) as caught:
        read_key(library, place, PHRASES)
    assert caught.value.hints == ("without -keyform the form is found out",)
