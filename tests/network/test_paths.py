"""-WWW and -HTTP send files below their folder, whole, and nothing else ever."""

from __future__ import annotations

import hashlib
import os
import socket
from typing import TYPE_CHECKING

import pytest

from tests.kit.clients import curl
from tests.network.client import ask, connect, read_to_end, reset
from tests.network.modes import assert_serves, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.kit.servers import ServerRun

SECRET = b"never to be sent"
LARGE = 20 * 1024 * 1024
END = b" HTTP/1.0\r\n\r\n"


@pytest.fixture(scope="module")
def folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The served folder with every kind of file, and a secret beside it."""
    made = tmp_path_factory.mktemp("tree") / "served"
    (made / "sub").mkdir(parents=True)
    for name in ("ecdsa.pem", "page.html"):
        (made / name).write_bytes((folder / name).read_bytes())
    (made / "a.txt").write_bytes(b"inside\n")
    (made / "sub" / "b.txt").write_bytes(b"below\n")
    (made / "%2e%2e").write_bytes(b"a name like any other\n")
    (made.parent / "secret").write_bytes(SECRET)
    (made / "unreadable").write_bytes(SECRET)
    (made / "unreadable").chmod(0)
    links = {
        "out": "../secret", "out-folder": "..", "zero": "/dev/zero", "whole": "/",
        "loop": "loop", "dangling": "missing", "in": "sub/b.txt", "in-folder": "sub",
    }  # fmt: skip
    for name, target in links.items():
        (made / name).symlink_to(target)
    os.mkfifo(made / "fifo")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(made / "socket"))
        yield made


@pytest.fixture(scope="module", params=["WWW", "HTTP"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(mode: str, folder: Path) -> Iterator[ServerRun]:
    with start(folder, f"-{mode}") as running:
        yield running


def status(answer: bytes) -> int:
    head, blank, _ = answer.partition(b"\r\n\r\n")
    assert blank
    assert head.startswith(b"HTTP/1.0 ")
    return int(head.split()[1])


# Only root reads what nobody may read.
UNREADABLE = 200 if os.geteuid() == 0 else 403

REFUSED = {
    b"GET /..": 403,
    b"GET /../secret": 403,
    b"GET /sub/../../secret": 403,
    b"GET /sub/..": 403,
    b"GET /..\\secret": 403,
    b"GET /sub\\..\\..\\secret": 403,
    b"GET /\\etc\\passwd": 403,
    b"GET //etc/passwd": 403,
    b"GET ///etc/passwd": 403,
    b"GET http://localhost/../secret": 403,
    b"GET http://localhost//etc/passwd": 403,
    b"GET https://localhost": 403,
    b"GET file:///etc/passwd": 403,
    b"GET /c:/secret": 403,
    b"GET /%2e%2e/secret": 404,
    b"GET /%2e%2e%2fsecret": 404,
    b"GET /..%2fsecret": 404,
    b"GET /%00": 404,
    b"GET /a.txt\0": 400,
    b"GET /../secret\0.html": 400,
    b"GET /\0": 400,
    b"GET /missing": 404,
    b"GET /a.txt?query": 404,
    b"GET /a.txt#fragment": 404,
    b"GET /a.txt/below": 404,
    b"GET /a.txt/": 403,
    b"GET /" + b"x" * 300: 404,
    b"GET /" + b"x/" * 5000: 404,
    b"GET /": 403,
    b"GET ": 403,
    b"GET /.": 403,
    b"GET /sub": 403,
    b"GET /sub/": 403,
    b"GET /out": 403,
    b"GET /out-folder/secret": 403,
    b"GET /whole/etc/passwd": 403,
    b"GET /zero": 403,
    b"GET /whole/dev/zero": 403,
    b"GET /loop": 403,
    b"GET /dangling": 404,
    b"GET /fifo": 403,
    b"GET /socket": 404,
    b"HEAD /a.txt": 405,
    b"POST /a.txt": 405,
    b"DELETE /a.txt": 405,
    b"NONSENSE /a.txt": 405,
    b"GET /" + b"x" * (1024 * 1024): 431,
    b"X-Header: " + b"x" * (1024 * 1024): 431,
}


def short(request: bytes) -> str:
    return repr(request[:40])[2:-1]


@pytest.mark.parametrize("request_line", REFUSED, ids=short)
def test_a_refused_path_has_its_status(
    server: ServerRun, mode: str, request_line: bytes
) -> None:
    answer = ask(server.address, request_line + END)
    assert status(answer) == REFUSED[request_line]
    assert SECRET not in answer
    assert b"root:" not in answer
    assert_serves(server, mode)


def body(answer: bytes, mode: str) -> bytes:
    """What was sent of the file: -HTTP sends no head."""
    return answer.partition(b"\r\n\r\n")[2] if mode == "WWW" else answer


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"/a.txt", b"inside\n"),
        (b"/./a.txt", b"inside\n"),
        (b"a.txt", b"inside\n"),
        (b"http://localhost/a.txt", b"inside\n"),
        (b"HTTPS://localhost:4433/a.txt", b"inside\n"),
        (b"/sub/b.txt", b"below\n"),
        (b"/sub//b.txt", b"below\n"),
        (b"/in", b"below\n"),
        (b"/in-folder/b.txt", b"below\n"),
        (b"/%2e%2e", b"a name like any other\n"),
    ],
)
def test_what_is_inside_is_sent(
    server: ServerRun, mode: str, path: bytes, expected: bytes
) -> None:
    answer = ask(server.address, b"GET " + path + END)
    assert body(answer, mode) == expected


def test_an_unreadable_file_is_not_sent_to_anybody(
    server: ServerRun, mode: str
) -> None:
    answer = ask(server.address, b"GET /unreadable" + END)
    if UNREADABLE == 200:
        assert body(answer, mode) == SECRET
    else:
        assert status(answer) == UNREADABLE


def test_old_style_requests_are_bad(server: ServerRun, mode: str) -> None:
    for request in (b"GET /a.txt\r\n", b"GET /a.txt\n", b"GET ../secret\n"):
        assert status(ask(server.address, request)) == 400
    assert_serves(server, mode)


def test_of_pipelined_requests_the_first_is_answered(
    server: ServerRun, mode: str
) -> None:
    answer = ask(server.address, (b"GET /a.txt" + END) * 50)
    assert body(answer, mode) == b"inside\n"
    assert_serves(server, mode)


def test_an_endless_head_is_refused(server: ServerRun, mode: str) -> None:
    answer = ask(server.address, b"X: y\r\n" * 20_000 + b"GET /a.txt" + END)
    assert status(answer) == 431
    assert_serves(server, mode)


def test_curl_gets_a_file(server: ServerRun, mode: str) -> None:
    seen = curl(server.address, "/a.txt", "--insecure", "--http0.9")
    assert (seen.stdout, seen.status) == (b"inside\n", 0), mode


@pytest.fixture
def large(folder: Path) -> Iterator[Path]:
    path = folder / "large"
    path.write_bytes(hashlib.shake_128(b"large").digest(LARGE))
    yield path
    path.unlink()


def test_a_slow_reader_gets_a_large_file_whole(
    server: ServerRun, mode: str, large: Path
) -> None:
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large" + END)
        assert_serves(server, mode)  # the slow one holds up nobody
        received = body(read_to_end(client), mode)
    assert len(received) == LARGE
    assert (
        hashlib.sha256(received).digest() == hashlib.sha256(large.read_bytes()).digest()
    )


@pytest.mark.usefixtures("large")
def test_a_reset_in_the_middle_of_a_large_file(server: ServerRun, mode: str) -> None:
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large" + END)
        assert client.recv(100)
        reset(client)
    assert_serves(server, mode)


@pytest.mark.parametrize("size", [0, 1000])
def test_a_file_that_shrinks_in_mid_transfer(
    server: ServerRun, mode: str, large: Path, size: int
) -> None:
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large" + END)
        assert client.recv(100)
        os.truncate(large, size)
        assert len(read_to_end(client)) < LARGE
    assert_serves(server, mode)


def test_a_file_that_vanishes_in_mid_transfer_is_still_sent(
    server: ServerRun, mode: str, large: Path
) -> None:
    with connect(server.address, receive_buffer=4096) as client:
        client.sendall(b"GET /large" + END)
        first = client.recv(100)
        large.unlink()
        assert len(body(first + read_to_end(client), mode)) == LARGE
    large.touch()
    assert_serves(server, mode)
