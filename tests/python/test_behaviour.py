"""The same behaviour from Python, from a child of it, and from the command."""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from s_server import Server
from s_server.options.keywords import words_of
from tests.kit.fixtures import certificates
from tests.kit.servers import Ours
from tests.network.client import TLS_1_2, eventually, read_to_end
from tests.server.visitor import GET, fetch, trust, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kit.certificates import Certificates

    Start = Callable[..., contextlib.AbstractContextManager["Started"]]

__all__ = ["certificates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A server that runs: where, how it is stopped, and what it says of failures."""

    port: int
    stop: Callable[[], object]
    failures: Callable[[], str]


@contextlib.contextmanager
def here(folder: Path, **options: object) -> Iterator[Started]:
    """Run it in this process, whose folder is the right one."""
    del folder
    with python_server(Server(port=0, **options)) as started:  # type: ignore[arg-type]  # any
        yield started


@contextlib.contextmanager
def child(folder: Path, **options: object) -> Iterator[Started]:
    """Run it in a child, which takes our folder over."""
    del folder
    made = Server(process=True, port=0, **options)  # type: ignore[arg-type]  # any
    with python_server(made) as started:
        yield started


@contextlib.contextmanager
def python_server(made: Server) -> Iterator[Started]:
    """Start a server and look at its records."""
    with made as server:
        yield Started(
            port=server.port,
            stop=server.stop,
            failures=lambda: " ".join(o.failure or "" for o in server.connections),
        )


@contextlib.contextmanager
def command(folder: Path, **options: object) -> Iterator[Started]:
    """Run the command with the same words."""
    with Ours().start(*words_of({"port": 0, **options}), cwd=folder) as server:

        def failures() -> str:
            return (server.stdout + server.stderr).decode()

        yield Started(port=server.port, stop=server.stop, failures=failures)


WAYS = {"here": here, "child": child, "command": command}


@pytest.fixture(params=WAYS)
def start(
    request: pytest.FixtureRequest,
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
) -> Start:
    """What starts a server in one of the ways, in the folder of certificates."""
    monkeypatch.chdir(certificates.folder)
    way = WAYS[request.param]
    return lambda **options: way(certificates.folder, cert="ecdsa.pem", **options)


@pytest.fixture
def settings(certificates: Certificates) -> ssl.SSLContext:
    return trust(certificates.certificate("ecdsa"))


def test_the_status_page(
    start: Start,
    certificates: Certificates,
) -> None:
    with start(www=True) as server:
        url = f"https://localhost:{server.port}/"
        body = fetch(url, certificates.certificate("ecdsa"))
        assert b"s_server" in body
        assert b"-cert ecdsa.pem -www" in body


def test_reversed_lines(
    start: Start,
    settings: ssl.SSLContext,
) -> None:
    with start(rev=True) as server, visit(server.port, settings) as client:
        client.sendall(b"first\nsecond\nCLOSE\n")
        assert read_to_end(client) == b"tsrif\ndnoces\n"


def test_a_file(
    start: Start,
    settings: ssl.SSLContext,
    certificates: Certificates,
) -> None:
    with start(WWW=True) as server, visit(server.port, settings) as client:
        client.sendall(b"GET /ca-cert.pem HTTP/1.0\r\n\r\n")
        head, _, body = read_to_end(client).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.0 200 ok")
        assert body == certificates.ca.read_bytes()


def test_one_version_alone(
    start: Start,
    settings: ssl.SSLContext,
) -> None:
    with start(www=True, tls1_2=True) as server, visit(server.port, settings) as client:
        assert client.version() == "TLSv1.2"
        client.sendall(GET)
        assert b"TLSv1.2" in read_to_end(client)


def test_a_handshake_that_fails(
    start: Start,
    settings: ssl.SSLContext,
) -> None:
    settings.maximum_version = TLS_1_2
    with start(www=True, tls1_3=True) as server:
        with pytest.raises(ssl.SSLError), visit(server.port, settings):
            pass
        eventually(
            lambda: "unsupported protocol" in server.failures() or None, "the failure"
        )


def test_the_stop_says_goodbye(
    start: Start,
    settings: ssl.SSLContext,
) -> None:
    """An end without close_notify would raise here."""
    with start(rev=True) as server, visit(server.port, settings) as client:
        client.sendall(b"hello\n")
        assert client.recv(100) == b"olleh\n"
        server.stop()
        assert read_to_end(client) == b""
