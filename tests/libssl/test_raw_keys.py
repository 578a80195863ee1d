"""Raw public keys: read from files, and shown by the client of 4.0 to ours."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.raw_keys import load_public_keys
from s_server.libssl.store import PassPhrase
from tests.kit.clients import start_s_client
from tests.kit.openssls import OursOnNewest, newest_openssl
from tests.kit.servers import OursRun

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

NO_PHRASE = PassPhrase(lambda: None)
DATA = b"hello\n"


def public_key(certificates: Certificates, kind: str, path: Path) -> Path:
    command = ["openssl", "pkey", "-in", str(certificates.key(kind)), "-pubout"]
    subprocess.run([*command, "-out", str(path)], check=True)
    return path


def test_keys_are_read_alone_and_from_certificates(
    library: Library, certificates: Certificates, tmp_path: Path
) -> None:
    alone = public_key(certificates, "rsa", tmp_path / "rsa")
    both = tmp_path / "both"
    both.write_bytes(alone.read_bytes() + certificates.certificate("rsa").read_bytes())
    for path, count in (
        (alone, 1),
        (certificates.certificate("ecdsa"), 1),
        (both, 2),
    ):
        keys = load_public_keys(library, str(path), NO_PHRASE)
        assert len(keys) == count
        for key in keys:
            key.close()


def test_what_holds_none(
    library: Library, certificates: Certificates, tmp_path: Path
) -> None:
    for path in (certificates.key("rsa"), certificates.garbage, tmp_path / "missing"):
        with pytest.raises(LibraryError):
            load_public_keys(library, str(path), NO_PHRASE)


def test_keys_of_both_sides(certificates: Certificates, tmp_path: Path) -> None:
    expected = public_key(certificates, "ecdsa", tmp_path / "key")
    options = (
        *("-cert", "rsa.pem", "-enable_server_rpk", "-expected-rpks", str(expected)),
        *("-Verify", "1", "-naccept", "2"),
    )
    raw = ("-enable_client_rpk", "-enable_server_rpk", "-cert", "ecdsa.pem")
    folder = certificates.folder
    with OursOnNewest().start(*options, cwd=folder) as server:
        for resumed in ((), ("-sess_in", str(tmp_path / "session"))):
            before = len(server.stdout)
            saved = () if resumed else ("-sess_out", str(tmp_path / "session"))
            words = (*raw, *resumed, *saved, "-tls1_2")
            with start_s_client(
                server.address, *words, cwd=folder, program=newest_openssl()
            ) as client:
                client.type(DATA)
                server.wait_bytes(DATA, after=before)
                seen = client.finish()
                assert seen.status == 0
            if not resumed:
                assert b"Server raw public key" in seen.stdout
        assert server.wait() == 0
        assert isinstance(server, OursRun)
        told = [
            line["facts"]
            for line in server.lines
            if line["event"] == "handshake_finished"
        ]
    assert [facts["reused"] for facts in told] == [False, True]
    for facts in told:
        key = bytes.fromhex(facts["raw_keys"]["client_key"])
        assert key.startswith(b"  Public-Key: (256 bit")
        assert facts["client_certificates"] == []
    first = told[0]
    assert first["raw_keys"]["server"] is first["raw_keys"]["client"] is True
    match = first["expected_key"]
    assert (match["usage"], match["selector"], match["matching"]) == (3, 1, 0)
