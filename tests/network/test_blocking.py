"""Lines on waiting: DELAY, Read BLOCK, and when there are none."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import start_s_client
from tests.kit.conversation import Scenario, both
from tests.network.client import TLS_1_2, TLS_1_3, ask, connect, read_to_end
from tests.network.modes import MODES, assert_serves
from tests.network.relay import Relay

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path

    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

SPLITS = (1, 4, 5, 6, 20)
"""Inside of a record's head (5 bytes), just after it, and inside of its body."""


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
@pytest.mark.parametrize("options", [(), ("-nbio",), ("-read_buf", "32768")])
def test_half_a_record_is_no_news(
    serve: Serve, options: tuple[str, ...], version: ssl.TLSVersion
) -> None:
    server = serve(*options)
    with (
        Relay(server.address) as relay,
        connect(relay.address, version=version) as client,
    ):
        client.sendall(b"the first\n")
        server.wait_line(b"^the first$")
        for split in SPLITS:
            relay.hold()
            client.sendall(b"split at %d\n" % split)
            relay.wait_held(30)
            relay.let_through(split)
            relay.let_go()
            server.wait_line(b"^split at %d$" % split)
        client.unwrap()
        server.wait_line(b"^CONNECTION CLOSED$")
    assert b"Read BLOCK" not in server.stdout


@pytest.mark.parametrize("split", SPLITS)
def test_half_a_client_hello_delays_only_where_asked(serve: Serve, split: int) -> None:
    for options in ((), ("-nbio",)):
        server = serve(*options)
        with ExitStack() as stack:
            relay = stack.enter_context(Relay(server.address))
            relay.hold()
            hello = stack.enter_context(relay.address.connect())
            hello.sendall(b"\x16\x03\x01\x00\x30" + bytes(48))
            relay.wait_held(53)
            relay.let_through(split)
            relay.let_go()
            server.wait_line(b"^ERROR$", stream="stderr")
        delays = server.stdout.count(b"DELAY\n")
        # The C program spins here: thousands of lines (behaviour.md 5.1 item 4).
        assert 1 <= delays <= 3 if options else delays == 0


def keys_updated(key: bytes, *options: str) -> Callable[[ServerRun], Seen]:
    """A client that changes its keys, or asks both sides to."""

    def client(server: ServerRun) -> Seen:
        with start_s_client(server.address, *options, cwd=server.cwd) as running:
            running.type(b"before\n")
            server.wait_bytes(b"before\n")
            running.type(key)
            server.wait_line(b"^Read BLOCK$")
            running.type(b"after\n")
            server.wait_bytes(b"after\n")
            return running.finish()

    return client


@pytest.mark.parametrize("options", [(), ("-nbio",)])
@pytest.mark.parametrize("key", [b"k\n", b"K\n"])
def test_a_key_update_is_a_record_without_data(
    folder: Path, key: bytes, options: tuple[str, ...]
) -> None:
    scenario = Scenario(
        name="key update",
        options=("-cert", "ecdsa.pem", "-naccept", "1", *options),
        client=keys_updated(key, "-tls1_3"),
    )
    theirs, ours = both(scenario, folder)
    assert ours.stdout.count(b"Read BLOCK\n") == 1
    if not options:
        assert theirs.stdout.count(b"Read BLOCK\n") == 1


def test_a_renegotiation_is_records_without_data(folder: Path) -> None:
    scenario = Scenario(
        name="renegotiation",
        options=("-cert", "ecdsa.pem", "-naccept", "1", "-client_renegotiation"),
        client=keys_updated(b"R\n", "-tls1_2"),
    )
    theirs, ours = both(scenario, folder)
    counts = [outcome.stdout.count(b"Read BLOCK\n") for outcome in (theirs, ours)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("option", ["-nbio", "-nbio_test"])
def test_not_blocking_is_reliable(serve: Serve, mode: str, option: str) -> None:
    server = serve(*MODES[mode], option)
    for _ in range(20):
        assert_serves(server, mode)


@pytest.mark.parametrize("option", ["-nbio", "-nbio_test"])
def test_not_blocking_carries_much_data(serve: Serve, option: str) -> None:
    line = bytes(range(97, 123)) * 500
    server = serve("-rev", option)
    with connect(server.address) as client:
        for _ in range(20):
            client.sendall(line + b"\n")
        client.sendall(b"CLOSE\n")
        assert read_to_end(client) == (line[::-1] + b"\n") * 20


@pytest.mark.usefixtures("folder_with_large")
def test_not_blocking_sends_a_large_file_whole(serve: Serve) -> None:
    # BIO_f_nbio_test writes at most 7 bytes at a time: no large files there.
    server = serve("-HTTP", "-nbio")
    request = b"GET /large HTTP/1.0\r\n\r\n"
    assert len(ask(server.address, request)) == 32 * 1024 * 1024
