"""Conversations: two runs of the C program agree, two different ones do not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import Seen, curl, s_client
from tests.kit.conversation import (
    Scenario,
    assert_outcome_sensitive,
    compare_outcomes,
    run,
)
from tests.kit.servers import CProgram, ServerRun

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates


def hello(server: ServerRun) -> Seen:
    # Without an answer to wait for, whether the tickets of TLS 1.3 are seen is
    # a matter of luck: -quiet leaves them out.
    return s_client(server.address, "-quiet", "-no_ign_eof", send=b"hello\n")


def reverse(server: ServerRun) -> Seen:
    return s_client(server.address, send=b"hello\n", wait_for=b"olleh\n")


def page(server: ServerRun) -> Seen:
    return curl(server.address, "/", "--insecure", "--include")


MODES = {
    "console": Scenario(name="console", client=hello),
    "brief": Scenario(name="brief", options=("-brief",), client=hello),
    "rev": Scenario(name="rev", options=("-rev",), client=reverse),
    "www": Scenario(name="www", options=("-www",), client=page),
}


def scenario(mode: str, kind: str, version: str) -> Scenario:
    base = MODES[mode]
    options = ("-cert", f"{kind}.pem", "-naccept", "1", version, *base.options)
    return replace(base, options=options)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_the_same_conversation_twice_is_the_same(
    mode: str, kind: str, version: str, certificates: Certificates
) -> None:
    case, folder = scenario(mode, kind, version), certificates.folder
    first, second = (run(CProgram(), case, folder) for _ in range(2))
    assert compare_outcomes(case, first, second, folder) == []
    assert assert_outcome_sensitive(case, first, second, folder) > 20


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("console", "rsa", "-tls1_2"), ("console", "ecdsa", "-tls1_2")),
        (("console", "rsa", "-tls1_2"), ("console", "rsa", "-tls1_3")),
        (("www", "rsa", "-tls1_3"), ("www", "ecdsa", "-tls1_3")),
        (("brief", "rsa", "-tls1_3"), ("rev", "rsa", "-tls1_3")),
    ],
)
def test_two_different_conversations_differ(
    one: tuple[str, str, str], other: tuple[str, str, str], certificates: Certificates
) -> None:
    folder = certificates.folder
    first, second = (
        run(CProgram(), scenario(*which), folder) for which in (one, other)
    )
    assert compare_outcomes(scenario(*one), first, second, folder)


def test_a_refused_start_is_a_conversation_too(certificates: Certificates) -> None:
    case = Scenario(name="unknown option", options=("-bogus",))
    outcome = run(CProgram(), case, certificates.folder)
    assert outcome.exit == 1
    assert b"Unknown option: -bogus" in outcome.stderr
