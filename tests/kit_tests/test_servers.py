"""Servers: where they listen, and how that is learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kit.address import Address, free_port, from_accept_line
from tests.kit.clients import s_client
from tests.kit.process import NotSeenError
from tests.kit.servers import CProgram, clean_environment, prints_accept

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("", None),
        ("127.0.0.1:41493", Address(port=41493)),
        ("0.0.0.0:1", Address(port=1)),
        ("[::]:2", Address(host="::1", port=2)),
        ("[::1]:3", Address(host="::1", port=3)),
        ("localhost:/tmp/a.sock", Address(host="", path="/tmp/a.sock")),
    ],
)
def test_reading_the_accept_line(where: str, expected: Address | None) -> None:
    assert from_accept_line(where) == expected


def test_addresses_as_clients_want_them() -> None:
    texts = [
        address.text
        for address in (
            Address(port=1),
            Address(host="::1", port=2),
            Address(path="/a.sock"),
        )
    ]
    assert texts == ["127.0.0.1:1", "[::1]:2", "/a.sock"]


@pytest.mark.parametrize(
    ("options", "prints"),
    [
        ((), True),
        (("-quiet",), False),
        (("--brief",), False),
        (("-quiet", "-debug"), True),
        (("-www",), True),
    ],
)
def test_which_options_silence_the_accept_line(
    options: tuple[str, ...], *, prints: bool
) -> None:
    assert prints_accept(options) is prints


def test_the_environment_is_clean_unless_a_test_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/somewhere")
    monkeypatch.setenv("HARNESS_OSSL_PREFIX", "# ")
    assert "SSL_CERT_FILE" not in clean_environment()
    assert clean_environment({"SSL_CERT_FILE": "x"})["SSL_CERT_FILE"] == "x"


@pytest.mark.parametrize("mode", [(), ("-quiet",), ("-brief",), ("-www",), ("-rev",)])
def test_every_mode_is_ready_and_keeps_its_only_client(
    mode: tuple[str, ...], certificates: Certificates
) -> None:
    options = ("-cert", "rsa.pem", "-naccept", "1", *mode)
    with CProgram().start(*options, cwd=certificates.folder) as server:
        assert server.port > 0
        seen = s_client(server.address, "-brief")
        assert b"CONNECTION ESTABLISHED" in seen.stderr
        assert server.wait() == 0


@pytest.mark.parametrize("quiet", [(), ("-quiet",)])
def test_a_unix_socket(quiet: tuple[str, ...], certificates: Certificates) -> None:
    # A relative path: the C program dies on one of 32 bytes or more.
    options = ("-unix", "s.sock", "-cert", "ecdsa.pem", "-naccept", "1", *quiet)
    with CProgram().start(*options, cwd=certificates.folder) as server:
        assert server.path == str(certificates.folder / "s.sock")
        assert s_client(server.address, "-brief").status == 0
        assert server.wait() == 0


def test_a_fixed_port(certificates: Certificates) -> None:
    port = free_port()
    options = ("-accept", f"127.0.0.1:{port}", "-cert", "rsa.pem")
    with CProgram().start(*options, cwd=certificates.folder) as server:
        assert server.address == Address(port=port)
        assert server.stdout.endswith(b"ACCEPT\n")


def test_a_server_that_does_not_start_tells_why(certificates: Certificates) -> None:
    with pytest.raises(NotSeenError, match="Could not open file"):
        CProgram().start("-cert", "missing.pem", cwd=certificates.folder)
