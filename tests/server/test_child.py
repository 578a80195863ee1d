"""A server in a process of its own ends with its parent and leaves nothing."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from s_server import Server
from s_server.errors import LibraryError, LoadError, SServerError, UsageError
from s_server.events import (
    Accepted,
    Closed,
    ConnectionEvent,
    DataReceived,
    Ended,
    HandshakeFinished,
    Warned,
)
from s_server.server import server as servers
from s_server.server.child import Child
from tests.kit.address import Address
from tests.kit.certificates import PASS_PHRASE
from tests.kit.clients import raw_tcp
from tests.kit.openssls import OursOnOldest
from tests.kit.process import TIMEOUT, Running
from tests.network.client import eventually
from tests.server.visitor import (
    GET,
    children,
    fetch,
    page,
    refused,
    trust,
    visit,
    wait_records,
    wait_refused,
)

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates

pytestmark = pytest.mark.usefixtures("all_given_back")


def test_it_is_another_process() -> None:
    before = children()
    with Server(process=True, port=0, www=True) as server:
        assert len(children() - before) == 1
        assert b"s_server -accept *:0 -www" in fetch(server.url, server.ca_file)
        (one,) = wait_records(
            server, lambda all_: [o.state for o in all_] == ["closed"]
        )
        assert (one.number, one.version, one.failure) == (1, "TLSv1.3", None)
        ca_file = server.ca_file
    assert children() == before
    assert ca_file is not None
    assert not Path(ca_file).parent.exists()


def test_it_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with (
        Server(process=True, port=0) as server,
        visit(server.port, trust(server.ca_file)) as client,
    ):
        client.sendall(b"hello\n")
        client.unwrap()
    assert capfd.readouterr() == ("", "")


def test_another_library_than_pythons(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has OpenSSL 3 by now; its child may have 1.1.1."""
    monkeypatch.setenv("LD_LIBRARY_PATH", str(OursOnOldest().library.parent))
    monkeypatch.delenv("S_SERVER_LIBSSL", raising=False)
    with Server(
        process=True, libssl=OursOnOldest().library, port=0, www=True
    ) as server:
        assert b"TLSv1.3" in page(server.port, trust(server.ca_file))
        (pid,) = children()
        assert str(OursOnOldest().library) in Path(f"/proc/{pid}/maps").read_text()


def test_a_library_whose_libcrypto_is_not_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    with pytest.raises(LoadError, match=r"libcrypto\.so\.1\.1: cannot open") as caught:
        Server(process=True, libssl=OursOnOldest().library, port=0).start()
    (hint,) = caught.value.hints
    assert hint.endswith(f"LD_LIBRARY_PATH={OursOnOldest().library.parent}")


def test_it_tells_why_a_client_failed() -> None:
    with Server(process=True, port=0, www=True) as server:
        raw_tcp(Address(port=server.port), GET)
        (one,) = wait_records(
            server, lambda all_: [o.state for o in all_] == ["closed"]
        )
        assert one.cause == "plain_http"
        assert isinstance(one.words, tuple)
        assert "speaks plain HTTP" in one.words[0]


def test_an_error_brings_its_queue(certificates: Certificates) -> None:
    words = {"cert": certificates.pair("ecdsa"), "ssl_config": "missing"}
    errors = []
    for process in (False, True):
        with pytest.raises(SServerError) as caught:
            Server(process=process, port=0, **words).start()  # type: ignore[arg-type]  # text
        errors.append(caught.value)
    here, there = errors
    assert type(here) is type(there) is LibraryError
    assert isinstance(here, LibraryError)
    assert isinstance(there, LibraryError)
    assert here.reasons == there.reasons
    assert [entry.code for entry in here.queue] == [e.code for e in there.queue]


def test_a_usage_error_of_the_set_up_is_one(certificates: Certificates) -> None:
    given = {"cert": certificates.pair("ecdsa"), "context": "x" * 33}
    errors = []
    for process in (False, True):
        with pytest.raises(UsageError) as caught:
            Server(process=process, port=0, **given).start()  # type: ignore[arg-type]  # text
        errors.append(vars(caught.value))
    assert errors[0] == errors[1]


def test_two_at_once() -> None:
    with (
        Server(process=True, port=0, www=True) as one,
        Server(process=True, port=0, rev=True) as two,
    ):
        assert one.port != two.port
        assert one.ca_file != two.ca_file
        assert b"</HTML>" in page(one.port, trust(one.ca_file))
        one.stop()
        with visit(two.port, trust(two.ca_file)) as client:
            client.sendall(b"still here\n")
            assert client.recv(100) == b"ereh llits\n"
    assert (len(one.connections), len(two.connections)) == (1, 1)


def test_one_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "STOP_LIMIT", 0.3)
    with Server(process=True, port=0, www=True) as server:
        (pid,) = children()
        os.kill(pid, signal.SIGSTOP)
        before = time.monotonic()
        server.stop()
        assert 0.3 <= time.monotonic() - before < 5
        assert not children()
        assert server.ca_file is not None
        assert not Path(server.ca_file).parent.exists()


def test_one_that_is_gone_reads_nothing_again() -> None:
    with Server(process=True, port=0, www=True) as server:
        server.reload()
        (pid,) = children()
        os.kill(pid, signal.SIGKILL)
        wait_refused(server.port)
        with pytest.raises(SServerError, match="child process"):
            server.reload()


def test_one_that_is_killed_by_others() -> None:
    with Server(process=True, port=0, www=True) as server:
        page(server.port, trust(server.ca_file))
        server.wait_for(Closed)
        (pid,) = children()
        os.kill(pid, signal.SIGKILL)
        wait_refused(server.port)
        # Nobody waits for what cannot come, and what came before is there.
        before = time.monotonic()
        with pytest.raises(TimeoutError, match="child process has ended untimely"):
            server.wait_for(Closed, connection=2, timeout=60)
        assert time.monotonic() - before < TIMEOUT
        assert server.wait_for(HandshakeFinished).facts.version == "TLSv1.3"
    assert not children()
    assert server.ca_file is not None
    assert not Path(server.ca_file).parent.exists()


def test_handlers_are_called_here() -> None:
    """A handler that fails is told of, and one may stop the server."""
    threads: list[str] = []

    def fail(event: Accepted) -> None:
        threads.append(threading.current_thread().name)
        raise ValueError(event.connection.number)

    with Server(process=True, port=0, www=True) as server:
        server.subscribe(Accepted, fail)
        server.subscribe(Closed, lambda _: server.stop())
        page(server.port, trust(server.ca_file))
        server.wait_for(Ended)
        assert threads == ["s_server child"]
        warned = server.wait_for(Warned)
        assert warned.message == "a handler of Accepted: ValueError: 1"
        assert server.wait_for(HandshakeFinished).facts.version == "TLSv1.3"
    assert not children()


def test_events_of_many_at_once() -> None:
    """Each connection's are whole, its own, and in their order."""
    with Server(process=True, port=0, rev=True) as server:
        settings = trust(server.ca_file)

        def talk(_: int) -> None:
            with visit(server.port, settings) as client:
                token = b"%d" % client.getsockname()[1]
                client.sendall(token + b"\n")
                assert client.recv(100) == token[::-1] + b"\n"
                client.unwrap()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(talk, range(60)))
    lives: dict[int, list[ConnectionEvent]] = {}
    for event in server.events:
        if isinstance(event, ConnectionEvent):
            lives.setdefault(event.connection.number, []).append(event)
    assert len(lives) == 60
    for life in lives.values():
        assert [type(life[0]), type(life[-1])] == [Accepted, Closed]
        (data,) = [event.data for event in life if isinstance(event, DataReceived)]
        assert life[0].connection.peer.endswith(f":{data.decode().strip()}")
        assert len({event.connection for event in life}) == 1
    assert all(record.state == "closed" for record in server.connections)


def test_a_start_that_failed_is_no_end(certificates: Certificates) -> None:
    """The same server may be started again, and waited for."""
    path = certificates.folder / "later.pem"
    server = Server(process=True, port=0, www=True, cert=path)
    with pytest.raises(LoadError):
        server.start()
    assert not [event for event in server.events if isinstance(event, Warned)]
    path.write_bytes(certificates.pair("ecdsa").read_bytes())
    with server:
        asking = threading.Timer(
            0.1, page, [server.port, trust(certificates.certificate("ecdsa"))]
        )
        asking.start()
        server.wait_for(Closed)
        asking.join()


@pytest.mark.parametrize("executable", ["/bin/true", "/missing"])
def test_a_child_that_never_serves(
    monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(SServerError, match="child process"):
        Server(process=True, port=0).start()


def test_an_interrupted_start_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Child) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Child, "_wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        Server(process=True, port=0).start()
    assert not children()


def test_standard_input_is_the_parents(
    certificates: Certificates,
) -> None:
    """A pass phrase from stdin is read as in this process, and no end is waited for."""
    code = (
        "from s_server import Server\n"
        f"with Server(process=True, port=0, pass_='stdin',\n"
        f"    cert={str(certificates.certificate('rsa'))!r},\n"
        f"    key={str(certificates.encrypted_key('rsa'))!r}) as server: print('up')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=f"{PASS_PHRASE}\n".encode(),
        capture_output=True,
        timeout=30,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"up\n", b"")


PARENT = """
from s_server import Server
import sys
with Server(process=True, port=0, www=True) as server:
    print(server.port, server.ca_file, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_its_parent(number: int) -> None:
    with Running([sys.executable, "-c", PARENT]) as parent:
        told = parent.wait_line(rb"^(\d+) (.+)$")
        port, ca_file = int(told[1]), Path(os.fsdecode(told[2]))
        settings = trust(ca_file)
        # In TLS 1.3 a client is done before the server is.
        settings.maximum_version = ssl.TLSVersion.TLSv1_2
        with visit(port, settings) as client:
            assert not refused(port)
            parent.signal(number)
            assert client.recv(100) == b""
        wait_refused(port)
        eventually(lambda: not ca_file.parent.exists() or None, "the folder to go")
        parent.wait()


def test_a_ctrl_c_is_not_for_the_child() -> None:
    with Server(process=True, port=0, www=True) as server:
        (pid,) = children()
        os.kill(pid, signal.SIGINT)
        page(server.port, trust(server.ca_file))
