"""Encrypted ClientHellos, from the client of 4.0 to ours on 4.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import start_s_client
from tests.kit.ech import config_list, make_ech_key
from tests.kit.openssls import OursOnNewest, newest_openssl
from tests.kit.servers import OursRun

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.certificates import Certificates
    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

INNER = "inner.example"
SUCCESS = "ECH success: outer sni: cover.example, inner sni: inner.example"
DATA = b"hello\n"


@pytest.fixture(scope="module")
def folder(certificates: Certificates) -> Path:
    """The certificates' folder, with four keys, one in a folder for itself."""
    made = certificates.folder
    (made / "retired").mkdir()
    for name in ("one.ech", "two.ech", "retired/three.ech", "unknown.ech"):
        make_ech_key(made / name)
    return made


def come(server: ServerRun, *options: str) -> Seen:
    """Come for the inner name, say a line once the server listens, and leave."""
    before = len(server.stdout)
    with start_s_client(
        server.address,
        *("-servername", INNER, *options),
        cwd=server.cwd,
        program=newest_openssl(),
    ) as client:
        client.type(DATA)
        server.wait_bytes(DATA, after=before)
        return client.finish()


def encrypted(folder: Path, name: str) -> tuple[str, str]:
    return "-ech_config_list", config_list(folder / name)


def test_what_came_of_it_is_told(folder: Path) -> None:
    options = (
        *("-cert", "rsa.pem", "-servername", INNER, "-cert2", "ecdsa.pem"),
        *("-ech_key", "one.ech", "-ech_key", "two.ech", "-ech_noretry_dir", "retired"),
        *("-naccept", "6"),
    )
    with OursOnNewest().start(*options, cwd=folder) as server:
        for name in ("one.ech", "two.ech", "retired/three.ech"):
            seen = come(server, *encrypted(folder, name))
            # By the name that nobody else could read.
            assert b"Server public key is 256 bit" in seen.stdout
        come(server, "-ech_grease")
        come(server, "-tls1_2")
        unknown = encrypted(folder, "unknown.ech")
        with start_s_client(
            server.address, "-servername", INNER, *unknown, program=newest_openssl()
        ) as client:
            refused = client.seen()
        assert b"ECH: Got 2 retry-configs" in refused.stdout
        assert server.wait() == 0
        assert isinstance(server, OursRun)
        said = server.stdout.decode().splitlines()
        outcomes = [
            line["facts"]["ech"]
            for line in server.lines
            if line["event"] == "handshake_finished"
        ]
    assert said[:5] == [
        "Added ECH key pair from: one.ech",
        "Added ECH key pair from: two.ech",
        "Added ECH key pair from: three.ech",
        "Added 1 ECH key pairs from: retired",
        "Loaded 3 ECH key pairs in total",
    ]
    assert [line for line in said if line.startswith("ECH ")] == [
        *[SUCCESS] * 3,
        "ECH attempt we interpret as GREASE",
        "ECH not attempted",
    ]
    assert [found["status"] for found in outcomes] == [1, 1, 1, 2, -101]
    assert outcomes[0]["inner_name"] == INNER.encode().hex()


def test_every_key_is_tried_when_asked_for(folder: Path) -> None:
    options = ("-cert", "rsa.pem", "-ech_key", "one.ech", "-naccept", "1", "-brief")
    with OursOnNewest().start(*options, "-ech_trialdecrypt", cwd=folder) as server:
        # A number of a configuration that is none, but in one of 256 cases.
        come(server, *encrypted(folder, "one.ech"), "-ech_ignore_cid")
        assert server.wait() == 0
        assert SUCCESS in server.stderr.decode().splitlines()
