"""A certificate made on the fly, and its authority's in a folder of ours."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import tempfile
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LoadError
from s_server.setup import identity
from s_server.setup.made import MadeIdentity, make_identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.libssl.context import Context

ALWAYS = ("localhost", "127.0.0.1", "::1")


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def made(scratch: Path) -> Iterator[MadeIdentity]:
    found = make_identity(None)
    assert found.ca_file.startswith(str(scratch))
    yield found
    found.remove()


def openssl(*words: str, data: bytes = b"") -> str:
    command = ["openssl", *words]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_the_leaf_is_of_p_256(made: MadeIdentity) -> None:
    words = openssl("x509", "-noout", "-text", data=made.certificate_pem)
    assert "ASN1 OID: prime256v1" in words
    assert "ASN1 OID: prime256v1" in openssl(
        "x509", "-noout", "-text", "-in", made.ca_file
    )


def test_the_leaf_has_the_machines_names(made: MadeIdentity) -> None:
    assert made.names[:3] == ALWAYS
    words = openssl(
        "x509", "-noout", "-ext", "subjectAltName", data=made.certificate_pem
    )
    assert "DNS:localhost" in words
    assert "IP Address:127.0.0.1" in words
    assert "IP Address:0:0:0:0:0:0:0:1" in words
    for name in made.names[3:]:
        assert f"DNS:{name}" in words


def test_the_leaf_is_signed_by_the_authority(
    made: MadeIdentity, tmp_path: Path
) -> None:
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes(made.certificate_pem)
    for names in (["-verify_hostname", "localhost"], ["-verify_ip", "::1"]):
        openssl("verify", "-CAfile", made.ca_file, *names, str(leaf))


def test_the_leaf_and_its_key_serve(context: Context, made: MadeIdentity) -> None:
    identity.use_made(context, made)
    functions = context.library.functions
    assert functions.SSL_CTX_check_private_key(context.pointer) == 1


def test_only_we_can_read_the_authority(made: MadeIdentity) -> None:
    folder = os.path.dirname(made.ca_file)
    assert stat.S_IMODE(os.stat(made.ca_file).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert os.listdir(folder) == ["ca.pem"]


def test_no_key_is_on_disk(made: MadeIdentity, scratch: Path) -> None:
    assert b"PRIVATE KEY" in made.key_pem
    files = [path for path in scratch.rglob("*") if path.is_file()]
    assert [str(path) for path in files] == [made.ca_file]
    assert b"PRIVATE" not in files[0].read_bytes()


def test_it_is_removed_with_its_folder(made: MadeIdentity, scratch: Path) -> None:
    made.remove()
    made.remove()
    assert list(scratch.iterdir()) == []


def test_two_servers_have_two_authorities(made: MadeIdentity) -> None:
    other = make_identity(None)
    try:
        assert other.ca_file != made.ca_file
        assert other.certificate_pem != made.certificate_pem
    finally:
        other.remove()


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize(
    ("extra", "is_used"),
    [
        ("name.example", True),
        ("127.0.0.2", True),
        ("fd00::1", True),
        ("caf\u00e9.example", True),
        ("my_host", False),
        ("a..b", False),
        ("-x", False),
        ("bad name", False),
        ("me@example.org", False),
        ("10.0.0.0/8", False),
        ("x" * 64, False),
        ("*", False),
        ("", False),
        (None, False),
        ("localhost", False),
    ],
)
def test_a_name_more_where_it_is_one(extra: str | None, *, is_used: bool) -> None:
    made = make_identity(extra)
    made.remove()
    assert (made.names[-1] == extra) is is_used
    assert len(set(made.names)) == len(made.names)


@pytest.mark.usefixtures("scratch")
@pytest.mark.parametrize("host", ["under_score", "", "x" * 64, "trailing-", "b\u00e4r"])
def test_an_odd_host_name_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    made = make_identity(None)
    made.remove()
    assert made.names == (ALWAYS if host != "b\u00e4r" else (*ALWAYS, host))


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no/such/folder")
    with pytest.raises(LoadError, match="cannot write the authority's certificate: "):
        make_identity(None)
