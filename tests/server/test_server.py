"""A server in a Python program's own process."""

from __future__ import annotations

import itertools
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import s_server
from s_server import Server
from s_server.cli import error_text
from s_server.errors import ListenError, LoadError, SServerError, UsageError
from tests.kit.process import TIMEOUT
from tests.kit.servers import Ours, clean_environment
from tests.kit.stores import RedisServer
from tests.network.client import TLS_1_2, TLS_1_3, eventually
from tests.server.visitor import (
    GET,
    fetch,
    page,
    refused,
    trust,
    visit,
    wait_records,
    wait_refused,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.kit.certificates import Certificates

pytestmark = pytest.mark.usefixtures("all_given_back")


def test_the_public_names() -> None:
    assert s_server.Server is Server
    assert set(s_server.__all__) == {
        *("ConnectionRecord", "Server", "State", "__version__", "events")
    }
    for name in s_server.__all__:
        assert getattr(s_server, name)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = s_server.nonsense


def test_a_page_for_who_trusts_the_made_authority() -> None:
    with Server(port=0, www=True) as server:
        assert server.ca_file is not None
        assert Path(server.ca_file).is_file()
        assert isinstance(server.address, tuple)
        assert server.address[1] == server.port
        assert server.url == f"https://localhost:{server.port}/"
        assert b"s_server -accept *:0 -www" in fetch(server.url, server.ca_file)
    assert not Path(server.ca_file).parent.exists()
    assert refused(server.port)


@pytest.mark.parametrize(
    ("accept", "host", "url_host"),
    [
        ("127.0.0.1:0", "127.0.0.1", "localhost"),
        ("[::1]:0", "::1", "localhost"),
        ("localhost:0", None, "localhost"),
        ("127.0.0.2:0", "127.0.0.2", "127.0.0.2"),
    ],
)
def test_where_it_listens(accept: str, host: str | None, url_host: str) -> None:
    with Server(accept=accept, www=True) as server:
        if host is not None:
            assert server.address == (host, server.port)
        assert server.url == f"https://{url_host}:{server.port}/"
        assert isinstance(server.address, tuple)
        socket.create_connection(server.address, TIMEOUT).close()


def test_with_a_certificate_no_authority_is_made(certificates: Certificates) -> None:
    with Server(port=0, www=True, cert=certificates.pair("rsa")) as server:
        assert server.ca_file is None
        fetch(server.url, certificates.certificate("rsa"))


@pytest.mark.parametrize(
    ("version", "cipher"),
    [(TLS_1_2, "ECDHE-ECDSA-AES128-GCM-SHA256"), (TLS_1_3, None)],
)
def test_what_became_of_each_connection(
    version: ssl.TLSVersion, cipher: str | None
) -> None:
    with Server(port=0, www=True) as server:
        settings = trust(server.ca_file)
        settings.minimum_version = settings.maximum_version = version
        if cipher is not None:
            settings.set_ciphers(cipher)
        with visit(server.port, settings) as client:
            (one,) = wait_records(server, lambda all_: bool(all_ and all_[0].version))
            assert one.state == "connected"
            assert one.peer.endswith(f":{client.getsockname()[1]}")
            assert (one.version, one.cipher) == (client.version(), client.cipher()[0])  # type: ignore[index]  # the handshake is done
            assert cipher in {None, one.cipher}
        (one,) = wait_records(server, lambda all_: all_[0].state == "closed")
        assert (one.number, one.reused) == (1, False)
    assert server.connections[0].number == 1


def test_why_a_handshake_failed() -> None:
    with Server(port=0, www=True, tls1_3=True) as server:
        settings = trust(server.ca_file)
        settings.maximum_version = TLS_1_2
        with pytest.raises(ssl.SSLError), visit(server.port, settings):
            pass
        (one,) = wait_records(server, lambda all_: all_ and all_[0].state == "closed")  # type: ignore[arg-type,return-value]  # as good as bool
        assert one.failure == "unsupported protocol"
        assert (one.version, one.cipher) == (None, None)
        page(server.port, trust(server.ca_file))
        good = wait_records(server, lambda all_: len(all_) == 2)[1]
        assert good.failure is None


@pytest.fixture
def typed() -> Iterator[int]:
    """What was typed to this process before; answers the descriptor to look at."""
    reading, writing = os.pipe()
    kept = os.dup(0)
    os.dup2(reading, 0)
    os.write(writing, b"typed\nQ\n")
    yield reading
    os.dup2(kept, 0)
    for descriptor in (reading, writing, kept):
        os.close(descriptor)


def test_the_console_without_a_keyboard(
    typed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """Clients need not take turns, and the program's own streams are left alone."""
    with Server(port=0) as server, ExitStack() as stack:
        settings = trust(server.ca_file)
        clients = [stack.enter_context(visit(server.port, settings)) for _ in range(5)]
        for client in clients:
            client.sendall(b"hello\n")
        wait_records(
            server,
            lambda all_: [one.state for one in all_] == ["connected"] * 5,
        )
        for client in reversed(clients):
            client.unwrap()
        wait_records(server, lambda all_: {one.state for one in all_} == {"closed"})
    assert os.read(typed, 100) == b"typed\nQ\n"
    assert capfd.readouterr() == ("", "")


def test_a_failure_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Server(port=0, rev=True) as server:
        with socket.create_connection(("localhost", server.port)) as plain:
            plain.sendall(b"no TLS\n")
            assert plain.recv(100) == b""
        wait_records(server, lambda all_: [o.state for o in all_] == ["closed"])
        assert server.connections[0].failure is not None
    assert capfd.readouterr() == ("", "")


BAD: dict[str, tuple[dict[str, object], list[str]]] = {
    "port": ({"port": -1}, ["-port", "-1"]),
    "rule": ({"sendfile": True}, ["-sendfile"]),
    "form": ({"certform": "XYZ"}, ["-certform", "XYZ"]),
    "no such certificate": ({"cert": "missing.pem"}, ["-cert", "missing.pem"]),
    "garbage": ({"cert": "garbage.pem"}, ["-cert", "garbage.pem"]),
    "mismatch": ({"cert": "mismatching.pem"}, ["-cert", "mismatching.pem"]),
    "pass phrase": (
        {"cert": "rsa-cert.pem", "key": "rsa-key-encrypted.pem", "pass_": "pass:x"},
        ["-cert", "rsa-cert.pem", "-key", "rsa-key-encrypted.pem", "-pass", "pass:x"],
    ),
    "cipher": ({"cipher": "NONSENSE"}, ["-cipher", "NONSENSE"]),
    "groups": ({"groups": ["a", "b"]}, ["-groups", "a", "-groups", "b"]),
    "no version": (
        {"no_tls1_3": True, "min_protocol": "TLSv1.3"},
        ["-no_tls1_3", "-min_protocol", "TLSv1.3"],
    ),
    "context": ({"context": "x" * 33}, ["-context", "x" * 33]),
    "dhparam": ({"dhparam": "missing.pem"}, ["-dhparam", "missing.pem"]),
    "address": ({"accept": "192.0.2.1:1"}, ["-accept", "192.0.2.1:1"]),
    "folder": ({"unix": "missing/socket"}, ["-unix", "missing/socket"]),
}


@pytest.mark.parametrize("process", [False, True], ids=["here", "child"])
@pytest.mark.parametrize("case", BAD)
def test_errors_are_those_of_the_command(
    certificates: Certificates,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    *,
    process: bool,
) -> None:
    keywords, words = BAD[case]
    monkeypatch.chdir(certificates.folder)
    if "cert" not in keywords:
        keywords, words = (
            keywords | {"cert": "ecdsa.pem"},
            [*words, "-cert", "ecdsa.pem"],
        )
    with Ours().launch(*words, stdin="null", cwd=certificates.folder) as command:
        assert command.wait() == 1
    with pytest.raises(SServerError) as caught:
        Server(process=process, **keywords).start()  # type: ignore[arg-type]  # on purpose
    assert error_text(caught.value) == command.stderr.decode()


@pytest.mark.parametrize("process", [False, True], ids=["here", "child"])
def test_an_error_has_its_class(*, process: bool) -> None:
    with pytest.raises(UsageError):
        Server(process=process, port=-1)
    with pytest.raises(UsageError, match="unknown option 'nonsense'"):
        Server(process=process, nonsense=1)  # type: ignore[call-arg]  # on purpose
    missing = Server(process=process, port=0, cert="missing.pem")
    for _ in range(2):  # a start that failed may be tried again
        with pytest.raises(LoadError, match=r"missing\.pem"):
            missing.start()
    missing.stop()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=str(port)):
            Server(process=process, accept=f"127.0.0.1:{port}").start()


@pytest.mark.parametrize("process", [False, True], ids=["here", "child"])
def test_before_and_after(*, process: bool) -> None:
    server = Server(process=process, port=0, www=True)
    server.stop()
    for ask in ("address", "port", "url", "ca_file"):
        with pytest.raises(ValueError, match="was not started"):
            getattr(server, ask)
    assert not list(server.connections)
    server.start()
    page(server.port, trust(server.ca_file))
    with pytest.raises(ValueError, match="was started already"):
        server.start()
    server.stop()
    server.stop()
    with pytest.raises(ValueError, match="was started already"):
        server.start()
    assert refused(server.port)
    assert [one.state for one in server.connections] == ["closed"]


def test_the_wrong_way_to_run() -> None:
    with pytest.raises(ValueError, match="process of its own"):
        Server(process=True, port=0).run()


def test_running_on_a_thread_of_ones_own() -> None:
    server = Server(port=0, www=True)
    thread = threading.Thread(target=server.run)
    assert not server.end()
    thread.start()
    eventually(lambda: server._listening, "it listens")
    page(server.port, trust(server.ca_file))
    assert server.end()
    thread.join(TIMEOUT)
    assert refused(server.port)


def test_it_stops_when_the_block_raises() -> None:
    server = Server(port=0)
    with pytest.raises(ZeroDivisionError), server:
        raise ZeroDivisionError
    assert refused(server.port)


@pytest.mark.parametrize("process", [False, True], ids=["here", "child"])
def test_a_unix_socket(tmp_path: Path, *, process: bool) -> None:
    path = tmp_path / "socket"
    with Server(process=process, unix=path, www=True) as server:
        assert server.address == str(path)
        assert server.url == f"unix:{path}"
        with pytest.raises(ValueError, match="no port"):
            _ = server.port
        with socket.socket(socket.AF_UNIX) as plain:
            plain.connect(str(path))
            settings = trust(server.ca_file)
            with settings.wrap_socket(plain, server_hostname="localhost") as client:
                client.sendall(GET)
                assert client.recv(100).startswith(b"HTTP/1.0 200 ok")
    assert not path.exists()


@pytest.mark.parametrize("process", [False, True], ids=["here", "child"])
def test_a_limit_on_clients_ends_it(*, process: bool) -> None:
    with Server(process=process, port=0, rev=True, naccept=2) as server:
        settings = trust(server.ca_file)
        with (
            visit(server.port, settings) as first,
            visit(server.port, settings) as second,
        ):
            wait_refused(server.port)
            for client in (first, second):
                client.sendall(b"still here\n")
                assert client.recv(100) == b"ereh llits\n"
        wait_records(server, lambda all_: [o.state for o in all_] == ["closed"] * 2)
    assert len(server.connections) == 2


def test_two_servers_under_load(certificates: Certificates) -> None:
    """Each keeps its own certificate, options, counters and connections."""
    rsa, ecdsa = (certificates.pair(kind) for kind in ("rsa", "ecdsa"))
    with (
        Server(port=0, www=True, cert=rsa, tls1_2=True) as one,
        Server(port=0, rev=True, cert=ecdsa, tls1_3=True) as two,
        ThreadPoolExecutor(8) as pool,
    ):
        end = time.monotonic() + 1
        loads = [
            pool.submit(load, server, certificates.certificate(kind), end)
            for server, kind in itertools.chain.from_iterable(
                itertools.repeat(((one, "rsa"), (two, "ecdsa")), 4)
            )
        ]
        ports = [load.result(TIMEOUT) for load in loads]
    for server, version, which in ((one, "TLSv1.2", 0), (two, "TLSv1.3", 1)):
        wanted = sorted(itertools.chain.from_iterable(ports[which::2]))
        seen = server.connections
        assert [o.number for o in seen] == list(range(1, len(wanted) + 1))
        assert sorted(int(o.peer.rpartition(":")[2]) for o in seen) == wanted
        assert {(o.version, o.state, o.failure) for o in seen} == {
            (version, "closed", None)
        }


def load(server: Server, ca_file: Path, end: float) -> list[int]:
    """Be one client after another; answers their ports."""
    settings = trust(ca_file)
    ports: list[int] = []
    while not ports or time.monotonic() < end:
        with visit(server.port, settings) as client:
            ports.append(client.getsockname()[1])
            token = b"%d" % ports[-1]
            client.sendall(b"GET " + token + b" \nCLOSE\n")
            answer = b""
            while piece := client.recv(65536):
                answer += piece
            if server.config.mode.reverse:
                assert answer == token[::-1].join((b" ", b" TEG\n"))
            else:
                assert b"</HTML>" in answer
    return ports


PROBE = """
import ssl, sys
from s_server import Server
from s_server.errors import SServerError
from s_server.libssl.load import current
try:
    with Server(port=0, www=True, libssl=sys.argv[1] or None) as server:
        with open("/proc/self/maps") as maps:
            files = {line.split()[-1] for line in maps if "/libssl.so" in line}
        assert files == {current().path}, files
        print(current().version == ssl.OPENSSL_VERSION)
except SServerError as error:
    print(type(error).__name__, error.message, *error.hints, sep="\\n")
"""


def probe(choice: str) -> list[str]:
    """Run a fresh Python that has ``ssl`` loaded and names a libssl."""
    environment = clean_environment()
    environment.pop("S_SERVER_LIBSSL", None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE, choice],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def loaded_by_python() -> str:
    """The libssl of Python's own ssl module; this process may have two by now."""
    code = "import ssl\nwith open('/proc/self/maps') as maps: print(maps.read())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    found = re.search(r"\S+/libssl\.so\S*$", done.stdout, re.MULTILINE)
    assert found
    return found[0]


def test_the_library_of_pythons_own_ssl_is_used(tmp_path: Path) -> None:
    path = loaded_by_python()
    link = tmp_path / "libssl.so"
    link.symlink_to(path)
    for choice in ("", os.path.basename(path), path, str(link)):
        assert probe(choice) == ["True"]


@pytest.mark.parametrize("linked", [False, True])
def test_another_of_the_same_generation_is_refused(
    tmp_path: Path, *, linked: bool
) -> None:
    path = loaded_by_python()
    copy = tmp_path / os.path.basename(path)
    copy.write_bytes(Path(path).read_bytes())
    choice = copy
    if linked:
        choice = tmp_path / "another.so"
        choice.symlink_to(copy)
    assert probe(str(choice)) == [
        "UnsupportedError",
        f"cannot load '{choice}': this process already uses '{path}'",
        "Server(process=True) runs a server in a process of its own, on any libssl",
    ]


def test_a_library_that_is_missing_is_just_missing(tmp_path: Path) -> None:
    kind, words = probe(str(tmp_path / "libssl.so.3"))
    assert kind == "LoadError"
    assert words.endswith("No such file or directory")


def write_keys(path: Path, letters: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(b"".join(bytes([letter]) * 80 for letter in letters))


@pytest.mark.parametrize("process", [False, True])
def test_ticket_keys_are_read_again(tmp_path: Path, *, process: bool) -> None:
    path = tmp_path / "keys"
    write_keys(path, b"a")
    with Server(process=process, port=0, rev=True, ticket_keys=path) as server:
        client = trust(server.ca_file)
        client.minimum_version = client.maximum_version = TLS_1_2

        def reused(session: ssl.SSLSession | None) -> tuple[bool, ssl.SSLSession]:
            with (
                socket.create_connection(("localhost", server.port), TIMEOUT) as plain,
                client.wrap_socket(
                    plain, session=session, server_hostname="localhost"
                ) as one,
            ):
                assert one.session is not None
                return bool(one.session_reused), one.session

        _, first = reused(None)
        assert reused(first)[0]
        write_keys(path, b"ba")
        server.reload()
        is_reused, second = reused(first)
        assert is_reused
        path.write_bytes(b"short")
        with pytest.raises(LoadError, match="it has 5 bytes"):
            server.reload()
        assert reused(second)[0]
        write_keys(path, b"b")
        server.reload()
        assert reused(second)[0]
        assert not reused(first)[0]
        server.stop()
        server.reload()


def test_a_server_without_keys_has_nothing_to_read_again() -> None:
    server = Server(port=0, www=True)
    with pytest.raises(ValueError, match="not started"):
        server.reload()
    with server:
        server.reload()


@pytest.mark.parametrize("process", [False, True])
def test_a_shared_store_goes_with_its_server(tmp_path: Path, *, process: bool) -> None:
    with (
        RedisServer(tmp_path) as store,
        Server(
            process=process, port=0, www=True, no_ticket=True, session_store=store.url
        ) as server,
    ):
        page(server.port, trust(server.ca_file))
        assert len(store.ask("keys", "*")) == 2
        server.stop()
