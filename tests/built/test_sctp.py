"""DTLS over SCTP, beside the C program of the same build and with its client."""

from __future__ import annotations

import socket
import struct
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from s_server.transport.sctp import IPPROTO_SCTP
from tests.built.clients import start
from tests.compat.clients import BLOCK_ENDS, DATA_ONLY, Client, in_turn, refused, talk
from tests.compat.datagram_scenarios import KEY, OWN, SRTP, WEAK
from tests.compat.scenarios import RSA, once
from tests.kit.conversation import Scenario, compare_outcomes, run, run_expected
from tests.kit.openssls import BuiltCProgram, OursOnBuilt, built_openssl, lacking

if TYPE_CHECKING:
    from collections.abc import Iterator

SWITCH = Path("/proc/sys/net/sctp/auth_enable")
DTLS = ("-dtls", "-sctp")
CLIENT = ("-dtls1_2", "-sctp")
BUG = ("-sctp_label_bug",)
SCTP_AUTH_SUPPORTED = 129  # linux/sctp.h
UNAUTHENTICATED = (
    b"warning: connection 1: one side of its association does not authenticate chunks"
)
LARGE = b"0123456789abcde\n" * 4096
"""Several records, of lines that a terminal takes."""


@pytest.fixture(autouse=True)
def kernel() -> Iterator[None]:
    """Have SCTP with authenticated chunks, as long as a test lasts."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_SCTP).close()
    except OSError as problem:
        lacking(f"no SCTP in this kernel ({problem.strerror}): `make machine`")
    before = SWITCH.read_text()
    try:
        SWITCH.write_text("1")
    except OSError as problem:
        lacking(f"{SWITCH} cannot be written ({problem.strerror}): `make machine`")
    yield
    SWITCH.write_text(before)


def by_sctp(*options: str, version: str = "-dtls1_2") -> Client:
    """Talk with a client that comes by SCTP."""
    return talk(version, "-sctp", *options, program=built_openssl)


def in_vain(*options: str, version: str = "-dtls1_2") -> Client:
    """Try by SCTP what must fail."""
    return refused(version, "-sctp", *options, program=built_openssl)


ALL = [
    once("console", by_sctp(), *DTLS),
    once("quiet", by_sctp(), *DTLS, "-quiet"),
    once("brief", by_sctp(), *DTLS, "-brief"),
    once("IPv6", by_sctp(), *DTLS, "-6", "-accept", "[::1]:0"),
    once("every address", by_sctp(), *DTLS, "-accept", "0"),
    once("IPv4, fixed port", by_sctp(), *DTLS, "-4", "-port", "{port}"),
    once("1.2 alone", by_sctp(), "-dtls1_2", "-sctp", "-timeout", "-mtu", "800"),
    once("1.0 alone", by_sctp(*WEAK, version="-dtls1"), "-dtls1", "-sctp", *WEAK),
    once("another version", in_vain(*WEAK, version="-dtls1"), "-dtls1_2", "-sctp",
         *WEAK),
    once("SRTP", by_sctp(*SRTP), *DTLS, *SRTP),
    once("a certificate", by_sctp(*OWN), *DTLS, "-verify", "2"),
    # Whether the client has read the alert when it notices the end is its luck, as is
    # whether it is still there when the server says goodbye in its turn.
    replace(
        once("no certificate", in_vain(), *DTLS, "-Verify", "1", "-trace", "-state"),
        uncertain=frozenset({"client", "client stderr"}),
    ),
    once("no shared cipher", in_vain("-cipher", "AES128-SHA"), *DTLS, "-cipher",
         "AES256-SHA"),
    once("as before", by_sctp(*BUG), *DTLS, *BUG),
    once("secrets", by_sctp(), *DTLS, "-keylogfile", "/dev/stderr"),
    Scenario(
        name="PSK",
        options=("-nocert", "-naccept", "1", *DTLS, *KEY),
        client=talk(*DATA_ONLY, *CLIENT, "-cipher", "PSK", *KEY,
                    program=built_openssl),
    ),
    Scenario(
        name="two clients",
        options=(*RSA, "-naccept", "2", *DTLS),
        client=in_turn(
            by_sctp("-sess_out", "session.pem"),
            by_sctp("-sess_in", "session.pem"),
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_both_say_the_same(scenario: Scenario, folder: Path) -> None:
    expected = run_expected(scenario, folder, BuiltCProgram())
    got = run(OursOnBuilt(), scenario, folder)
    problems = compare_outcomes(scenario, expected, got, folder)
    assert not problems, "\n".join(problems)


def test_much_data_goes_both_ways(folder: Path) -> None:
    words = (*RSA, *DTLS, "-quiet", "-naccept", "1")
    with (
        OursOnBuilt().start(*words, cwd=folder) as server,
        start(server, *CLIENT) as client,
    ):
        client.type(LARGE)
        server.wait_bytes(LARGE)
        server.type(LARGE)
        client.wait_bytes(LARGE)
        assert client.finish().status == 0
        assert server.wait() == 0


def test_a_client_that_is_killed_is_noticed(folder: Path) -> None:
    words = (*RSA, *DTLS, "-naccept", "1")
    with (
        OursOnBuilt().start(*words, cwd=folder) as server,
        start(server, *CLIENT) as client,
    ):
        server.wait_line(BLOCK_ENDS)
        client.stop()
        assert server.wait() == 0


def test_who_sends_nothing_is_ended_by_the_server(folder: Path) -> None:
    words = (*RSA, *DTLS, "-naccept", "1", "-idle_timeout", "1")
    with (
        OursOnBuilt().start(*words, cwd=folder) as server,
        start(server, *CLIENT) as client,
    ):
        assert client.wait() == 0
        assert server.wait() == 0


def test_the_keyboard_ends_the_server(folder: Path) -> None:
    with (
        OursOnBuilt().start(*RSA, *DTLS, cwd=folder) as server,
        start(server, *CLIENT) as client,
    ):
        server.wait_line(BLOCK_ENDS)
        server.type(b"Q\n")
        assert client.wait() == 0
        assert server.wait() == 0


def test_a_client_that_authenticates_nothing_is_refused(folder: Path) -> None:
    """RFC 6083 section 4.4: DTLS goes on only where SCTP authenticates its chunks."""
    words = (*RSA, *DTLS, "-naccept", "1")
    nothing = struct.pack("=II", 0, 0)
    with (
        OursOnBuilt().start(*words, cwd=folder) as server,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_SCTP) as client,
    ):
        client.setsockopt(IPPROTO_SCTP, SCTP_AUTH_SUPPORTED, nothing)
        client.connect(("127.0.0.1", server.port))
        assert server.wait() == 0
        assert UNAUTHENTICATED in server.stderr


def test_a_system_that_changes_its_mind(folder: Path) -> None:
    with (
        OursOnBuilt().start(*RSA, *DTLS, "-naccept", "1", cwd=folder) as server,
        socket.socket(socket.AF_INET, socket.SOCK_STREAM, IPPROTO_SCTP) as client,
    ):
        SWITCH.write_text("0")
        client.connect(("127.0.0.1", server.port))
        assert server.wait() == 0
        assert UNAUTHENTICATED in server.stderr


def test_a_kernel_that_authenticates_nothing(folder: Path) -> None:
    SWITCH.write_text("0")
    with OursOnBuilt().launch(*RSA, *DTLS, "-accept", "0", cwd=folder) as server:
        assert server.wait() == 1
        assert b"hint: turn it on: sysctl net.sctp.auth_enable=1" in server.stderr
