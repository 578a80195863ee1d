"""A key that never leaves its token: the engine pkcs11 with SoftHSM."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import curl, s_client
from tests.kit.servers import CProgram, Ours

from .ended import ours, theirs

if TYPE_CHECKING:
    from collections.abc import Mapping

PIN = "1234"
KEY = "pkcs11:token=test;object=key"
CERT = ("-cert", "ecdsa-cert.pem")
ENGINE = ("-engine", "pkcs11", "-keyform", "ENGINE")
GET = b"GET / HTTP/1.0\r\n\r\n"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment in which the engine finds a token of SoftHSM."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    config = folder / "softhsm.conf"
    config.write_text(f"directories.tokendir = {folder}/tokens\n")
    env = {"SOFTHSM2_CONF": str(config), "PKCS11_MODULE_PATH": _module()}
    for words in (("--init-token", "--free", "--so-pin", PIN, "--label", "test"),):
        subprocess.run(
            ["softhsm2-util", *words, "--pin", PIN],
            env=os.environ | env,
            capture_output=True,
            check=True,
        )
    return env


def _module() -> str:
    listed = subprocess.run(
        ["dpkg", "-L", "libsofthsm2"], capture_output=True, text=True, check=True
    )
    return next(path for path in listed.stdout.split() if path.endswith("hsm2.so"))


@pytest.fixture
def key(folder: Path, token: Mapping[str, str], tmp_path: Path) -> Mapping[str, str]:
    """The same, with the key of the ECDSA certificate on the token."""
    marker = Path(token["SOFTHSM2_CONF"]).with_name("imported")
    if not marker.exists():
        plain = tmp_path / "key.pem"
        words = ["openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "ecdsa-key.pem"]
        subprocess.run([*words, "-out", plain], cwd=folder, check=True)
        subprocess.run(
            ["softhsm2-util", "--import", plain, "--token", "test", "--label", "key",
             "--id", "01", "--pin", PIN],
            env=os.environ | token,
            capture_output=True,
            check=True,
        )  # fmt: skip
        marker.touch()
    return token


@pytest.mark.parametrize("flag", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize(
    "words",
    [("-key", f"{KEY};pin-value={PIN}"), ("-key", KEY, "-pass", f"pass:{PIN}")],
    ids=["pin in the name", "-pass"],
)
def test_the_key_of_a_token_serves_as_it_does_with_the_c_program(
    folder: Path, key: Mapping[str, str], words: tuple[str, ...], flag: str
) -> None:
    said = []
    for server in (CProgram(), Ours()):
        options = (*CERT, *ENGINE, *words, "-naccept", "1", "-www")
        with server.start(*options, cwd=folder, env=key) as running:
            seen = s_client(running.address, flag, "-CAfile",
                            str(folder / "ecdsa-cert.pem"), "-verify_return_error",
                            "-ign_eof", send=GET, wait_for=b"</HTML>")  # fmt: skip
            assert seen.status == 0
            assert running.wait() == 0
            said.append(running.stderr)
    assert said[0] == said[1] == b'Engine "pkcs11" set.\n'


def test_it_serves_the_second_name_too(folder: Path, key: Mapping[str, str]) -> None:
    names = ("-servername", "localhost", "-cert2", *CERT[1:], "-key2", KEY)
    words = ("-cert", "ecdsa-cert.pem", "-key", KEY, "-pass", f"pass:{PIN}")
    with Ours().start(*words, *names, *ENGINE, "-www", cwd=folder, env=key) as server:
        trust = ("--cacert", str(folder / "ecdsa-cert.pem"))
        assert curl(server.address, "/", *trust).status == 0
        server.type(b"Q\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"pkcs11:token=test;object=no;pin-value={PIN}", "object not found"),
        (f"{KEY};pin-value=9999", "PIN incorrect"),
        (KEY, "it needs a pass phrase"),
    ],
)
def test_a_key_that_is_not_to_be_had(
    folder: Path, key: Mapping[str, str], name: str, said: str
) -> None:
    ended = ours(*CERT, *ENGINE, "-key", name, cwd=folder, env=key)
    assert ended.status == 1
    errors = [line for line in ended.lines if line.startswith("s_server: ")]
    assert len(errors) == 1
    assert "the private key (-key) of the engine 'pkcs11'" in errors[0]
    assert said in errors[0]


def test_an_engine_can_be_named_by_its_file(
    folder: Path, key: Mapping[str, str]
) -> None:
    where = subprocess.run(
        ["openssl", "version", "-e"], capture_output=True, text=True, check=True
    )
    path = f"{where.stdout.partition(': ')[2].strip(chr(34) + chr(10))}/pkcs11.so"
    words = ("-engine", path, "-keyform", "ENGINE", "-key", KEY)
    pin = ("-pass", f"pass:{PIN}", "-www")
    with Ours().start(*CERT, *words, *pin, cwd=folder, env=key) as server:
        trust = ("--cacert", str(folder / "ecdsa-cert.pem"))
        assert curl(server.address, "/", *trust).status == 0
        server.type(b"Q\n")


def test_a_bad_engine_ends_the_start(folder: Path) -> None:
    """The C program goes on: with it, the next mistake is the one that ends it."""
    words = ("-engine", "nope", "-cert", "missing.pem")
    expected = theirs(*words, cwd=folder)
    got = ours(*words, cwd=folder)
    assert expected.lines[0].lower() == 'invalid engine "nope"'
    assert "missing.pem" in expected.stderr
    assert got.lines[0] == f"s_server: {expected.lines[0]}"
    assert "missing.pem" not in got.stderr
    assert (got.status, got.stdout) == (1, "")
