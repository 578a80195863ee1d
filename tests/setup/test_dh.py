"""DH parameters: given, beside the certificate, chosen by the library, or none."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.config import Identity
from s_server.errors import LibraryError, LoadError
from s_server.events import Bus, DhChosen
from s_server.setup import dh

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates


def chosen(context: Context, **fields: object) -> list[bool]:
    """Apply, and answer whether a file was used, for each event."""
    told: list[bool] = []
    bus = Bus()
    bus.subscribe(DhChosen, lambda event: told.append(event.from_file))
    dh.apply(context, Identity(**fields), bus)  # type: ignore[arg-type]  # the tests' own fields
    assert context.library.functions.ERR_peek_error() == 0
    return told


@pytest.mark.usefixtures("empty_folder")
def test_the_library_chooses(context: Context) -> None:
    assert chosen(context) == [False]


@pytest.mark.usefixtures("empty_folder")
def test_none_are_wanted(context: Context, certificates: Certificates) -> None:
    path = str(certificates.dh_parameters)
    assert chosen(context, dh_disabled=True, dh_parameters=path) == []


def test_from_their_file(context: Context, certificates: Certificates) -> None:
    assert chosen(context, dh_parameters=str(certificates.dh_parameters)) == [True]


@pytest.mark.parametrize("name", ["mine.pem", "server.pem"])
def test_beside_the_certificate(
    context: Context, certificates: Certificates, empty_folder: Path, name: str
) -> None:
    parts = (certificates.pair("rsa"), certificates.dh_parameters)
    both = empty_folder / name
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    cert = None if name == "server.pem" else name
    assert chosen(context, cert=cert) == [True]
    assert chosen(context, cert=str(certificates.pair("rsa"))) == [False]


def test_a_certificate_from_elsewhere_has_none(
    context: Context, certificates: Certificates
) -> None:
    assert chosen(context, cert=str(certificates.pkcs12("rsa"))) == [False]
    assert chosen(context, cert="/dev/null") == [False]
    assert chosen(context, cert="/no/such/file") == [False]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.pem", "No such file or directory"),
        ("rsa.pem", "DH parameters"),
        ("garbage.pem", "cannot read DH parameters: "),
        ("empty.pem", ""),
        ("dhx.pem", "the parameters in 'dhx.pem' are not of type DH"),
    ],
)
def test_bad_files(
    context: Context,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    message: str,
) -> None:
    monkeypatch.chdir(certificates.folder)
    if name == "dhx.pem":
        command = ["openssl", "genpkey", "-genparam", "-algorithm", "DHX",
                   "-pkeyopt", "dh_rfc5114:2", "-out", name]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(LoadError) as caught:
        chosen(context, dh_parameters=name)
    assert message in caught.value.message
    assert name in caught.value.message


def test_weak_ones_are_refused(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "weak.pem"
    command = ["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt",
               "dh_paramgen_prime_len:512", "-out", str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(LibraryError, match="cannot use the DH parameters: "):
        chosen(context, dh_parameters=str(path))
