"""The command with and without -explain: the same lines, and those that explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.explain.causes.test_ends import hello
from tests.explain.causes.test_foreign import GET
from tests.explain.told import openssl, saying
from tests.kit.clients import End, curl, gnutls_cli, python_tls, raw_reset, s_client
from tests.kit.servers import Ours
from tests.kit.volatile import steady

if TYPE_CHECKING:
    from tests.explain.told import Client
    from tests.kit.address import Address
    from tests.kit.certificates import Certificates

PREFIX = "s_server: connection "
INDENTED = "s_server:   "
FAILING: tuple[Client, ...] = (
    saying(GET),
    saying(b""),
    openssl("-tls1_2", "-fallback_scsv"),
    openssl("-groups", "X448"),
    openssl("-verify_return_error"),
    saying(hello()),
    lambda address: python_tls(address, end=End.TRUNCATE),
    # It does not wait for our end, so nobody comes after it.
    lambda address: raw_reset(address, b"\x16\x03\x01"),
)
SAID = (
    *("speaks plain HTTP", "before it sent anything", "falls back", "no group"),
    *("the client ended it", "after our certificate", "close_notify", "was reset"),
)


def conversation(certificates: Certificates, *options: str) -> tuple[str, list[str]]:
    """Everything on standard output, and the lines on standard error."""
    # fmt: off
    program = Ours().start(
        "-cert", str(certificates.pair("ecdsa")), "-groups", "P-256:X25519", *options,
        "-naccept", str(len(FAILING)), cwd=certificates.folder)
    # fmt: on
    with program as running:
        for client in FAILING:
            client(running.address)
        assert running.wait() == 0
        shown = running.stdout.decode()
        return shown, running.stderr.decode().splitlines()


def is_explanation(line: str) -> bool:
    return line.startswith((PREFIX, INDENTED))


@pytest.mark.parametrize("mode", [("-www",), ("-rev",), ("-quiet", "-www")])
def test_the_other_lines_stay(
    certificates: Certificates, mode: tuple[str, ...]
) -> None:
    plain, lines = conversation(certificates, *mode)
    explained, more = conversation(certificates, *mode, "-explain")
    assert [*map(steady, explained.splitlines())] == [*map(steady, plain.splitlines())]
    left = [line for line in more if not is_explanation(line)]
    assert [*map(steady, left)] == [*map(steady, lines)]
    assert not any(map(is_explanation, lines))
    first = [line for line in more if line.startswith(PREFIX)]
    assert len(first) == len(SAID)
    for number, (line, said) in enumerate(zip(first, SAID, strict=True), 1):
        assert line.startswith(f"{PREFIX}{number}: ")
        assert said in line


def ending_well(address: Address) -> None:
    """Have clients of all kinds talk and leave as they should."""
    s_client(address, "-tls1_3", send=b"GET /\n", wait_for=b"</pre>")
    s_client(address, "-tls1_2", send=b"GET /\n", wait_for=b"</pre>")
    curl(address, "/", "--insecure")
    gnutls_cli(address, send=b"GET / HTTP/1.0\r\n\r\n", wait_for=b"</pre>")
    python_tls(address, send=b"GET / HTTP/1.0\r\n\r\n", wait_for=b"</pre>")
    s_client(address, "-alpn", "h2", "-servername", "b.example", "-status")


def test_nothing_is_said_where_nothing_failed(certificates: Certificates) -> None:
    pair = str(certificates.pair("ecdsa"))
    options = ("-www", "-explain", "-cert", pair, "-naccept", "6")
    with Ours().start(*options, cwd=certificates.folder) as running:
        ending_well(running.address)
        assert running.wait() == 0
        assert not any(map(is_explanation, running.stderr.decode().splitlines()))
