"""Users with passwords, on every library that has SRP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import s_client
from tests.kit.tlslite import srp_client
from tests.kit.verifiers import PASSWORD, USER, make_verifiers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

HELLO = b"hello\n"
GOOD = ["SRP username = \"alice\"",
        "SRP parameters set: username = \"alice\" info=\"the info\" "]  # fmt: skip


@pytest.fixture(scope="session")
def users(folder: Path) -> tuple[str, ...]:
    """The option with a file of one user."""
    return ("-srpvfile", str(make_verifiers(folder / "users.srp")))


def lookups(server: ServerRun) -> list[str]:
    lines = server.stdout.decode().splitlines()
    return [line for line in lines if line.startswith("LOOKUP")]


def complaints(server: ServerRun) -> list[str]:
    return server.stderr.decode().splitlines()


def test_the_right_password(serve: Serve, users: tuple[str, ...]) -> None:
    server = serve(*users, "-naccept", "1")
    seen = srp_client(server.address, USER, PASSWORD, HELLO)
    assert seen.status == 0, seen.stderr
    assert server.wait() == 0
    assert lookups(server) == ["LOOKUP during accept alice", "LOOKUP done the info"]
    assert complaints(server) == GOOD
    lines = server.stdout.decode().splitlines()
    assert "hello" in lines
    assert any(line.startswith("CIPHER is SRP-") for line in lines)


def test_the_wrong_password(serve: Serve, users: tuple[str, ...]) -> None:
    server = serve(*users, "-naccept", "1")
    assert srp_client(server.address, USER, "x", HELLO).stderr == b"bad_record_mac"
    assert server.wait() == 0
    assert complaints(server)[:3] == [*GOOD, "ERROR"]


def test_nobody(serve: Serve, users: tuple[str, ...]) -> None:
    server = serve(*users, "-naccept", "1")
    seen = srp_client(server.address, "bob", PASSWORD, HELLO)
    assert seen.stderr == b"unknown_psk_identity"
    assert server.wait() == 0
    assert lookups(server) == ["LOOKUP during accept bob", "LOOKUP not successful"]
    said = ['SRP username = "bob"', "User bob doesn't exist", "ERROR"]
    assert complaints(server)[:3] == said


def test_nobody_with_a_seed(serve: Serve, users: tuple[str, ...]) -> None:
    server = serve(*users, "-srpuserseed", "seed", "-naccept", "1")
    seen = srp_client(server.address, "bob", PASSWORD, HELLO)
    assert seen.stderr == b"bad_record_mac"
    assert server.wait() == 0
    assert lookups(server) == ["LOOKUP during accept bob", "LOOKUP done <NULL>"]


def test_quiet(serve: Serve, users: tuple[str, ...]) -> None:
    server = serve(*users, "-naccept", "1", "-quiet")
    assert srp_client(server.address, USER, PASSWORD, HELLO).status == 0
    assert server.wait() == 0
    assert server.stdout == HELLO
    assert complaints(server) == GOOD


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_clients_without_a_password(
    serve: Serve, users: tuple[str, ...], version: str
) -> None:
    server = serve(*users, "-naccept", "1")
    words = ("-quiet", "-no_ign_eof", version)
    assert s_client(server.address, *words, send=HELLO).status == 0
    assert server.wait() == 0
    assert lookups(server) == []
    assert b"\nhello\n" in server.stdout


def test_many_at_once(serve: Serve, users: tuple[str, ...]) -> None:
    server = serve(*users, "-rev")
    with server.address.connect():
        for _ in range(3):
            assert srp_client(server.address, USER, PASSWORD, HELLO).status == 0


def test_certificates_are_asked_for_all_the_same(
    serve: Serve, folder: Path, users: tuple[str, ...]
) -> None:
    server = serve(*users, "-verify", "1", "-naccept", "1")
    words = ("-quiet", "-no_ign_eof", "-tls1_2", "-cert", str(folder / "ecdsa.pem"))
    assert s_client(server.address, *words, send=HELLO).status == 0
    assert server.wait() == 0
    assert b"\nClient certificate\n" in server.stdout
