"""The kernel's TLS at work, beside the C program of OpenSSL 4.0, which has -ktls."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.compat.clients import fetch, in_turn, send, talk
from tests.compat.scenarios import RSA, once
from tests.connection.pair import trusting
from tests.kit.conversation import compare_outcomes, run, run_expected
from tests.kit.openssls import (
    NewestCProgram,
    OursOn35,
    OursOnBuilt,
    OursOnNewest,
    lacking,
)
from tests.kit.servers import Ours, OursRun

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.conversation import Scenario

KTLS = ("-ktls",)
PAGES = ("-WWW", "-ktls")
SECONDS = 60
LARGE = b"0123456789abcdef" * 8192
"""The file large.txt."""


@pytest.fixture(autouse=True)
def kernel() -> None:
    """Have the kernel's TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        with client:
            try:
                client.setsockopt(socket.IPPROTO_TCP, 31, b"tls")  # TCP_ULP
            except OSError as problem:
                lacking(f"no TLS in this kernel ({problem.strerror}): `make machine`")


ALL = [
    once("console, TLS 1.2", talk("-tls1_2"), *KTLS),
    once("console, TLS 1.3", talk("-tls1_3"), *KTLS),
    once("quiet", talk("-tls1_2"), *KTLS, "-quiet"),
    once("brief", talk("-tls1_3"), *KTLS, "-brief"),
    once("messages, TLS 1.2", send(b"", ("-tls1_2",)), *KTLS, "-msg", "-state"),
    once("messages, TLS 1.3", send(b"", ("-tls1_3",)), *KTLS, "-trace",
         "-num_tickets", "0"),
    once("CBC is not the kernel's",
         talk("-tls1_2", "-cipher", "AES128-SHA"), *KTLS),
    once("ChaCha20", talk("-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"),
         *KTLS),
    once("CCM", talk("-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256"), *KTLS,
         "-ciphersuites", "TLS_AES_128_CCM_SHA256"),
    once("file", fetch("/large.txt", "--tls-max", "1.2"), *PAGES),
    once("file by sendfile, TLS 1.2", fetch("/large.txt", "--tls-max", "1.2"), *PAGES,
         "-sendfile"),
    once("file by sendfile, TLS 1.3", fetch("/large.txt", "--tlsv1.3"), "-WWW",
         "-sendfile"),
    once("without copies", fetch("/large.txt", "--tls-max", "1.2"), "-WWW",
         "-zerocopy_sendfile"),
    once("empty file", fetch("/nothing.txt"), *PAGES, "-sendfile"),
    once("response", fetch("/response"), "-HTTP", "-sendfile"),
    once("small records", talk("-tls1_3"), *KTLS, "-max_send_frag", "512"),
    once("padding", talk("-tls1_3"), *KTLS, "-record_padding", "64"),
    once("waiting", talk("-tls1_2"), *KTLS, "-nbio"),
]  # fmt: skip


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_both_say_the_same(scenario: Scenario, folder: Path) -> None:
    expected = run_expected(scenario, folder, NewestCProgram())
    got = run(OursOnNewest(), scenario, folder)
    problems = compare_outcomes(scenario, expected, got, folder)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("ours", [OursOnBuilt, OursOn35, OursOnNewest])
@pytest.mark.parametrize("by", [(), ("-sendfile",)], ids=["pieces", "sendfile"])
def test_files_are_whole(ours: type[Ours], by: tuple[str, ...], folder: Path) -> None:
    """3.0 has the code and no option of its own."""
    get = in_turn(
        fetch("/large.txt", "--tls-max", "1.2"), fetch("/large.txt", "--tlsv1.3")
    )
    with ours().start(*RSA, *PAGES, *by, "-naccept", "2", cwd=folder) as server:
        seen = get(server)
        assert seen.stdout.count(LARGE) == 2
        assert server.wait() == 0
        done = server.stderr.count(b"KTLS SENDFILE 'large.txt' OK")
        assert done == 2 * len(by)
        assert isinstance(server, OursRun)
        lines = [e for e in server.lines if e["event"] == "handshake_finished"]
        assert [e["facts"]["sends_by_kernel"] for e in lines] == [True, True]
        sent = [e["count"] for e in server.lines if e["event"] == "data_sent"]
        assert sent == [len(LARGE)] * 2


def test_a_test_of_waits_is_not_the_kernels(folder: Path) -> None:
    words = (*RSA, *PAGES, "-nbio_test", "-naccept", "1", "-tls1_2")
    with OursOnNewest().start(*words, cwd=folder) as server:
        seen = fetch("/text.txt")(server)
        assert seen.stdout.endswith(b"without an end")
        assert server.wait() == 0
        assert b"option -ktls has no effect with -nbio_test" in server.stderr
        assert b"Using Kernel TLS" not in server.stderr


@pytest.mark.parametrize("ours", [OursOnBuilt, OursOnNewest])
def test_who_says_goodbye_first_gets_the_whole_file(
    ours: type[Ours], folder: Path
) -> None:
    """close_notify that lies unread must not have what we sent thrown away."""
    words = (*RSA, *PAGES, "-tls1_2", "-naccept", "1")
    # More than may be on its way.
    (folder / "huge.txt").write_bytes(LARGE * 64)
    with ours().start(*words, cwd=folder) as server:
        got = half_closed(server.port, b"GET /huge.txt HTTP/1.0\r\n\r\n")
        assert len(got) == len(LARGE) * 64
        assert server.wait() == 0


def half_closed(port: int, request: bytes) -> bytes:
    """Ask, say goodbye at once, and read what comes."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting().wrap_bio(incoming, outgoing)
    answer = bytearray()
    with socket.create_connection(("127.0.0.1", port), SECONDS) as plain:

        def until_done(work: str) -> None:
            while True:
                try:
                    getattr(client, work)()
                except ssl.SSLWantReadError:
                    plain.sendall(outgoing.read())
                    incoming.write(plain.recv(65536))
                else:
                    plain.sendall(outgoing.read())
                    return

        until_done("do_handshake")
        client.write(request)
        with contextlib.suppress(ssl.SSLWantReadError):
            client.unwrap()
        plain.sendall(outgoing.read())
        while data := plain.recv(4096):
            incoming.write(data)
            with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLZeroReturnError):
                while piece := client.read(65536):
                    answer += piece
    return bytes(answer).partition(b"\r\n\r\n")[2]
