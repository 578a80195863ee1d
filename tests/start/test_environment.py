"""The variables that OpenSSL reads mean to us what they mean to the C program."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.kit.certificates import PASS_PHRASE
from tests.kit.clients import Seen, s_client
from tests.kit.servers import CProgram, Ours, Server
from tests.libssl import compiled

from .ended import ours, theirs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BOTH = pytest.mark.parametrize("server", [CProgram(), Ours()], ids=["C", "ours"])
RSA = ("-cert", "rsa.pem")
ONCE = ("-naccept", "1")

SYSTEM_DEFAULT = """
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = defaults
only12 = only12
odd = odd
[defaults]
MinProtocol = TLSv1.3
[only12]
MinProtocol = TLSv1.2
MaxProtocol = TLSv1.2
[odd]
Nonsense = yes
"""
LEGACY = """
openssl_conf = init
[init]
providers = providers
[providers]
default = active
legacy = active
[active]
activate = 1
"""
ENGINES = """
openssl_conf = init
[init]
engines = engines
[engines]
ours = ours
[ours]
engine_id = s_server_test
init = 0
"""
# Leaves a trace when it is loaded.
ENGINE = """
#include <stdio.h>
#include <stdlib.h>
__attribute__((constructor)) static void loaded(void) {
    FILE *file = fopen(getenv("ENGINE_TRACE"), "w");
    if (file) fclose(file);
}
"""


def asked(
    server: Server,
    folder: Path,
    *options: str,
    env: Mapping[str, str],
    client: tuple[str, ...] = (),
) -> Seen:
    """What one client sees of a server with these options and variables."""
    with server.start(*ONCE, *options, cwd=folder, env=env) as running:
        seen = s_client(running.address, *client)
        running.wait()
        return seen


def configured(tmp_path: Path, text: str) -> dict[str, str]:
    """Write a configuration file, and point at it."""
    path = tmp_path / "openssl.cnf"
    path.write_text(text)
    return {"OPENSSL_CONF": str(path)}


@BOTH
@pytest.mark.parametrize(("version", "served"), [("-tls1_2", False), ("-tls1_3", True)])
def test_system_defaults_are_honoured(
    folder: Path, tmp_path: Path, server: Server, version: str, *, served: bool
) -> None:
    env = configured(tmp_path, SYSTEM_DEFAULT)
    seen = asked(server, folder, *RSA, env=env, client=(version,))
    assert (seen.status == 0) is served
    assert (b"alert protocol version" in seen.stderr) is not served


@BOTH
def test_a_section_goes_before_the_system_defaults(
    folder: Path, tmp_path: Path, server: Server
) -> None:
    env = configured(tmp_path, SYSTEM_DEFAULT)
    options = (*RSA, "-ssl_config", "only12")
    seen = asked(server, folder, *options, env=env)
    assert b"Protocol  : TLSv1.2\n" in seen.stdout


@pytest.mark.parametrize("section", ["missing", "odd"])
def test_a_section_that_cannot_be_used(
    folder: Path, tmp_path: Path, section: str
) -> None:
    env = configured(tmp_path, SYSTEM_DEFAULT)
    words = (*RSA, "-ssl_config", section)
    assert theirs(*words, cwd=folder, env=env).status == 1
    ended = ours(*words, cwd=folder, env=env)
    assert (ended.status, ended.stdout) == (1, "")
    start = f"s_server: cannot use the configuration '{section}'"
    assert ended.stderr.startswith(start)
    assert len(ended.lines) == 1


@BOTH
@pytest.mark.parametrize("text", [None, "[[[ broken", ""], ids=["none", "bad", "empty"])
def test_a_file_that_cannot_be_read_is_as_none(
    folder: Path, tmp_path: Path, server: Server, text: str | None
) -> None:
    env = configured(tmp_path, text or "")
    if text is None:
        (tmp_path / "openssl.cnf").unlink()
    assert asked(server, folder, *RSA, env=env).status == 0


def chain(server: Server, folder: Path, env: Mapping[str, str]) -> int:
    """How many certificates a client sees."""
    client = ("-showcerts",)
    seen = asked(server, folder, "-cert", "rsa-signed.pem", env=env, client=client)
    return seen.stdout.count(b"-----BEGIN CERTIFICATE-----")


@BOTH
def test_the_chain_is_built_from_a_trusted_file(folder: Path, server: Server) -> None:
    nothing = {"SSL_CERT_FILE": "/no/file", "SSL_CERT_DIR": "/no/folder"}
    assert chain(server, folder, nothing) == 1
    trusted = nothing | {"SSL_CERT_FILE": str(folder / "ca-cert.pem")}
    assert chain(server, folder, trusted) == 2


@BOTH
def test_the_chain_is_built_from_a_trusted_folder(
    folder: Path, tmp_path: Path, server: Server
) -> None:
    (tmp_path / "ca.pem").write_bytes((folder / "ca-cert.pem").read_bytes())
    subprocess.run(["openssl", "rehash", tmp_path], check=True, capture_output=True)
    env = {"SSL_CERT_FILE": "/no/file", "SSL_CERT_DIR": str(tmp_path)}
    assert chain(server, folder, env) == 2


@BOTH
def test_modules_are_loaded_from_where_the_variable_says(
    folder: Path, tmp_path: Path, server: Server
) -> None:
    command = ["openssl", "pkcs12", "-export", "-legacy", "-inkey", "rsa-key.pem",
               "-in", "rsa-cert.pem", "-passout", "pass:x",
               "-out", "legacy.p12"]  # fmt: skip
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    options = ("-cert", "rsa-cert.pem", "-key", "legacy.p12", "-pass", "pass:x")
    # Providers came with 3.0, so it is the system's library that is asked.
    env = configured(tmp_path, LEGACY) | {"S_SERVER_LIBSSL": ""}
    assert asked(server, folder, *options, env=env).status == 0
    elsewhere = env | {"OPENSSL_MODULES": str(tmp_path)}
    with server.launch(*options, cwd=folder, env=elsewhere) as running:
        assert running.wait() == 1


@BOTH
def test_engines_are_loaded_from_where_the_variable_says(
    folder: Path, tmp_path: Path, server: Server
) -> None:
    compiled.library(tmp_path / "s_server_test.so", ENGINE)
    trace = tmp_path / "trace"
    env = configured(tmp_path, ENGINES) | {
        "OPENSSL_ENGINES": str(tmp_path),
        "ENGINE_TRACE": str(trace),
    }
    assert asked(server, folder, *RSA, env=env).status == 0
    assert trace.exists()


def test_a_pass_phrase_from_the_environment(folder: Path) -> None:
    options = ("-cert", "rsa.p12", "-pass", "env:THE_PHRASE")
    seen = asked(Ours(), folder, *options, env={"THE_PHRASE": PASS_PHRASE})
    assert seen.status == 0
