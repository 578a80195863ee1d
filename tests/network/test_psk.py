"""Shared keys with other people's clients, and many identities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import Seen, gnutls_cli, s_client
from tests.kit.servers import Ours
from tests.kit.tlslite import psk_client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

KEY = "1a2b3c4d5e6f708192a3b4c5d6e7f809"
OTHER_KEY = "ee" * 32
NAME = "Client_identity"
HELLO = b"hello\n"
QUIET = ("-quiet", "-no_ign_eof")


@pytest.fixture(scope="session")
def keys(folder: Path) -> str:
    """A file with keys of three clients."""
    path = folder / "keys.psk"
    lines = ["# clients", "", f"{NAME}:{KEY}", f"urn:dev:7:{OTHER_KEY}", "short:00"]
    path.write_text("\n".join(lines))
    return str(path)


def by_s_client(server: ServerRun, *options: str) -> Seen:
    return s_client(server.address, *QUIET, *options, send=HELLO)


def by_gnutls(server: ServerRun, key: str, version: str) -> Seen:
    exchange = ":-KX-ALL:+PSK" if version == "TLSv1.2" else ":-KX-ALL:+ECDHE-PSK:+PSK"
    options = ("--pskusername", NAME, "--pskkey", key)
    return gnutls_cli(
        server.address, *options, version=version, exchange=exchange, send=HELLO
    )


def block(server: ServerRun) -> list[str]:
    assert server.wait() == 0
    return server.stdout.decode().splitlines()


def cipher(lines: list[str]) -> str:
    found = [line for line in lines if line.startswith("CIPHER is ")]
    assert len(found) == 1, lines
    return found[0].removeprefix("CIPHER is ")


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_gnutls(serve: Serve, version: str) -> None:
    server = serve("-nocert", "-psk", KEY, "-naccept", "1")
    assert by_gnutls(server, KEY, version).status == 0
    lines = block(server)
    assert "hello" in lines
    assert ("Reused session-id" in lines) is (version == "TLSv1.3")


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
@pytest.mark.parametrize("cert", [("-cert", "ecdsa.pem"), ("-nocert",)], ids=" ".join)
def test_the_key_has_the_hash_that_the_client_says(
    folder: Path, digest: str, cert: tuple[str, ...]
) -> None:
    # tlslite-ng does not close while tickets come in.
    options = (*cert, "-psk", KEY, "-naccept", "1", "-num_tickets", "0")
    with Ours().start(*options, cwd=folder) as server:
        key = bytes.fromhex(KEY)
        seen = psk_client(server.address, NAME.encode(), key, digest, HELLO)
        assert seen.status == 0, seen.stderr
        lines = block(server)
    assert cipher(lines).endswith(digest.upper())
    assert "Reused session-id" in lines
    assert "hello" in lines


def test_a_wrong_key_is_refused_beside_a_certificate(serve: Serve) -> None:
    server = serve("-psk", KEY, "-naccept", "1")
    assert by_s_client(server, "-tls1_3", "-psk", OTHER_KEY).status == 1
    assert server.wait() == 0
    assert b"binder does not verify" in server.stderr


def test_a_retried_hello(serve: Serve) -> None:
    server = serve("-psk", KEY, "-naccept", "1", "-groups", "P-384")
    groups = ("-groups", "X25519:P-384")
    assert by_s_client(server, "-tls1_3", "-psk", KEY, *groups).status == 0
    lines = block(server)
    assert "Reused session-id" in lines
    assert any("TLS_AES_256_GCM_SHA384" in line for line in lines)


def test_a_ticket_of_such_a_connection(serve: Serve, tmp_path: Path) -> None:
    server = serve("-psk", KEY, "-naccept", "2", "-rev")
    path = str(tmp_path / "session")
    words = ("-tls1_3", "-psk", KEY, "-sess_out", path)
    s_client(server.address, *words, send=HELLO, wait_for=b"olleh")
    # libssl takes a ticket only for the hash of the suite that it chooses anyway.
    suite = ("-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256")
    words = ("-tls1_3", "-sess_in", path, *suite)
    seen = s_client(server.address, *words, send=HELLO, wait_for=b"olleh")
    assert b"Reused, TLSv1.3" in seen.stdout
    assert server.wait() == 0


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize(
    ("identity", "key"), [(NAME, KEY), ("urn:dev:7", OTHER_KEY), ("short", "00")]
)
def test_each_client_of_a_file_has_its_key(
    serve: Serve, keys: str, version: str, identity: str, key: str
) -> None:
    server = serve("-psk_file", keys, "-naccept", "1")
    words = (version, "-cipher", "PSK", "-psk_identity", identity, "-psk", key)
    assert by_s_client(server, *words).status == 0
    lines = block(server)
    assert "hello" in lines
    assert server.stderr == b""
    assert ("Reused session-id" in lines) is (version == "-tls1_3")


def test_clients_that_are_not_in_the_file(serve: Serve, keys: str) -> None:
    server = serve("-nocert", "-psk_file", keys, "-naccept", "3")
    stranger = ("-psk_identity", "stranger", "-psk", KEY)
    assert by_s_client(server, "-tls1_2", "-cipher", "PSK", *stranger).status == 1
    assert by_s_client(server, "-tls1_3", *stranger).status == 1
    mixed = ("-psk_identity", "urn:dev:7", "-psk", KEY)
    assert by_s_client(server, "-tls1_2", "-cipher", "PSK", *mixed).status == 1
    assert server.wait() == 0
    said = server.stderr.decode()
    assert said.startswith("s_server: unknown PSK identity 'stranger'\nERROR\n")
    assert "psk identity not found" in said
    assert b"PSK warning" not in server.stdout


def test_the_one_key_beside_a_file(serve: Serve, keys: str) -> None:
    options = ("-psk", "1234", "-psk_identity", "mine", "-psk_file", keys)
    server = serve(*options, "-naccept", "2", "-rev")
    for identity, key in (("mine", "1234"), (NAME, KEY)):
        words = ("-tls1_3", "-psk_identity", identity, "-psk", key)
        seen = s_client(server.address, *words, send=HELLO, wait_for=b"olleh")
        assert b"Reused, TLSv1.3" in seen.stdout
    assert server.wait() == 0


def test_a_session_with_the_clients_other_preference(
    serve: Serve, tmp_path: Path
) -> None:
    path = str(tmp_path / "session")
    first = serve("-naccept", "1", "-rev")
    suite = ("-ciphersuites", "TLS_AES_256_GCM_SHA384")
    words = ("-tls1_3", "-sess_out", path, *suite)
    s_client(first.address, *words, send=HELLO, wait_for=b"olleh")
    server = serve("-psk_session", path, "-naccept", "1")
    suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"
    words = ("-tls1_3", "-psk_session", path, "-ciphersuites", suites)
    assert by_s_client(server, *words).status == 0
    lines = block(server)
    assert "Reused session-id" in lines
    assert cipher(lines) == "TLS_AES_256_GCM_SHA384"


@pytest.mark.parametrize("name", ["one.example", "two.example"])
def test_the_hint_is_sent_under_every_name(
    serve: Serve, folder: Path, name: str
) -> None:
    pair = str(folder / "ecdsa.pem")
    second = ("-servername", "two.example", "-cert2", pair, "-key2", pair)
    server = serve("-psk", KEY, "-psk_hint", "a hint", *second, "-rev")
    words = ("-tls1_2", "-cipher", "PSK", "-psk", KEY, "-servername", name)
    seen = s_client(server.address, *words, send=HELLO, wait_for=b"olleh")
    assert b"PSK identity hint: a hint\n" in seen.stdout
