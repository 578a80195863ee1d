"""SSL 3.0, beside the C program of the same build and with its client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.built.clients import reading, start, typing
from tests.compat.clients import (
    BLOCK_ENDS,
    DATA_ONLY,
    FROM_CLIENT,
    Client,
    in_turn,
    refused,
    talk,
)
from tests.compat.scenarios import GET, once
from tests.kit.conversation import Scenario, compare_outcomes, run, run_expected
from tests.kit.openssls import BuiltCProgram, OursOnBuilt, built_openssl
from tests.kit.servers import Ours

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

OLD = ("-cipher", "ALL:@SECLEVEL=0")
SSL3 = ("-ssl3", *OLD)
ASKING = ("-Verify", "1", "-verify_quiet")


def with_ssl3(*options: str) -> Client:
    """Talk with a client that knows nothing later."""
    return talk(*SSL3, *options, program=built_openssl)


def renegotiated() -> Client:
    """Have the server ask for another handshake, and say a line after it."""

    def client(server: ServerRun) -> Seen:
        with start(server, *SSL3) as ours:
            server.wait_line(BLOCK_ENDS)
            server.type(b"r\n")
            server.wait_line(rb"^<<< .*, Finished$", nth=2)
            ours.type(FROM_CLIENT)
            server.wait_bytes(FROM_CLIENT)
            return ours.finish()

    return client


def refused_ssl3(*options: str) -> Client:
    """Try with SSL 3.0, in vain."""
    return refused(*SSL3, *options, program=built_openssl)


ALL: list[Scenario] = [
    once("console", with_ssl3(), *SSL3),
    once("brief", with_ssl3(), *SSL3, "-brief"),
    once("quiet", with_ssl3(), *SSL3, "-quiet"),
    once("page", typing(GET, b"", *SSL3), *SSL3, "-www"),
    once("file", typing(b"GET /text.txt HTTP/1.0\r\n\r\n", b"", *SSL3), *SSL3, "-WWW"),
    once("reversed", typing(b"hello\n", b"olleh\n", *SSL3), *SSL3, "-rev"),
    once("messages", reading(*SSL3), *SSL3, "-msg", "-state"),
    once("messages in words", reading(*SSL3), *SSL3, "-trace"),
    once("messages with keys", reading(*SSL3), "-ssl3", "-trace", "-cipher",
         "kRSA:@SECLEVEL=0"),
    once("no DH", with_ssl3(), *SSL3, "-no_dhe"),
    once("anonymous", with_ssl3("-cipher", "ADH:@SECLEVEL=0"), *SSL3, "-nocert"),
    once("secrets", with_ssl3(), *SSL3, "-keylogfile", "/dev/stderr"),
    once("exported", with_ssl3(), *SSL3, "-keymatexport", "label"),
    once("a certificate", reading(*SSL3, "-cert", "rsa.pem"), *SSL3, *ASKING,
         "-trace"),
    once("no certificate", refused_ssl3(), *SSL3, *ASKING, "-msg", "-trace"),
    once("no certificate, asked", reading(*SSL3), *SSL3, "-verify", "1", "-trace"),
    once("another handshake", renegotiated(), *SSL3, "-msg"),
    once("versions up from it", with_ssl3(), "-min_protocol", "SSLv3", *OLD),
    once("between names", with_ssl3(), "-max_protocol", "SSLv3",
         "-min_protocol", "SSLv3", *OLD),
    once("with any version", with_ssl3(), *OLD),
    once("not with 3.0", refused_ssl3(), *OLD, "-no_ssl3"),
    once("later alone", refused_ssl3(), *OLD, "-tls1_2"),
    once("no later client", refused("-tls1_2", program=built_openssl), *SSL3),
    once("a list of suites", refused_ssl3(), "-ssl3", "-cipher",
         "ECDHE+AESGCM:@SECLEVEL=0"),
    Scenario(
        name="resumption",
        options=("-cert", "rsa.pem", "-naccept", "2", *SSL3, "-trace"),
        client=in_turn(
            reading(*SSL3, "-sess_out", "session.pem"),
            reading(*SSL3, "-sess_in", "session.pem"),
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_both_say_the_same(scenario: Scenario, folder: Path) -> None:
    expected = run_expected(scenario, folder, BuiltCProgram())
    got = run(OursOnBuilt(), scenario, folder)
    problems = compare_outcomes(scenario, expected, got, folder)
    assert not problems, "\n".join(problems)


def test_the_causes_are_told(folder: Path) -> None:
    """The advice is followed, and then it works."""
    words = ("-cert", "rsa.pem", "-naccept", "1", "-explain")
    client = (*SSL3, *DATA_ONLY)
    with OursOnBuilt().start(*words, cwd=folder) as server:
        refused(*client, program=built_openssl)(server)
        assert server.wait() == 0
        assert b"security level 1 refuses SSL 3.0" in server.stderr
        assert b"  here: -cipher DEFAULT:@SECLEVEL=0\n" in server.stderr
    with OursOnBuilt().start(*words, "-tls1_2", cwd=folder) as server:
        refused(*client, program=built_openssl)(server)
        assert server.wait() == 0
        advice = b"instead of -tls1_2 give -min_protocol SSLv3 -cipher DEFAULT:@"
        assert advice in server.stderr
    advised = ("-min_protocol", "SSLv3", "-cipher", "DEFAULT:@SECLEVEL=0")
    with OursOnBuilt().start(*words, *advised, cwd=folder) as server:
        assert talk(*client, program=built_openssl)(server).status == 0
    with OursOnBuilt().start(*words, *SSL3, cwd=folder) as server:
        refused("-tls1_2", program=built_openssl)(server)
        assert server.wait() == 0
        assert b"the client does not take SSL 3.0, the highest" in server.stderr


def test_a_library_without_it_is_not_advised_to_serve_it(folder: Path) -> None:
    words = ("-cert", "rsa.pem", "-naccept", "1", "-explain")
    with Ours().start(*words, cwd=folder) as server:
        refused(*SSL3, program=built_openssl)(server)
        assert server.wait() == 0
        advice = b"  here: nothing: this OpenSSL was built without SSL 3.0\n"
        assert advice in server.stderr
