"""Several servers share sessions: by a real Redis, or by the keys of their tickets."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from operator import ge
from typing import TYPE_CHECKING

import pytest

from tests.kit.address import Address
from tests.kit.clients import s_client, start_s_client
from tests.kit.openssls import OursOnNewest, OursOnOldest
from tests.kit.process import TIMEOUT
from tests.kit.stores import RedisServer
from tests.network.client import TLS_1_2, TLS_1_3, eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

LOST = re.compile(rb"warning: session store .*: nothing resumes from it")
BACK = re.compile(rb"warning: session store \S+ is back$", re.MULTILINE)
READ = rb"^s_server: ticket keys read from .*: \d$"
EARLY = b"the early data of one client\n"


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A store that runs."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


def settings(version: ssl.TLSVersion) -> ssl.SSLContext:
    """A client that trusts everybody and speaks this version alone."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.minimum_version = made.maximum_version = version
    return made


class Guest:
    """A client of -rev that comes again and again with its last session."""

    def __init__(self, version: ssl.TLSVersion) -> None:
        self._settings = settings(version)
        self._session: ssl.SSLSession | None = None

    def visit(self, server: ServerRun) -> bool:
        """Be answered and leave properly; whether a session was resumed."""
        with (
            server.address.connect() as plain,
            self._settings.wrap_socket(
                plain,
                session=self._session,
                server_hostname="localhost",
                suppress_ragged_eofs=False,
            ) as client,
        ):
            client.sendall(b"abc\n")
            assert client.recv(10) == b"cba\n"
            reused = client.session_reused
            self._session = client.session
            client.unwrap()
        return bool(reused)


class Load:
    """Guests of both versions who come without a pause until the end."""

    def __init__(self, servers: list[ServerRun], count: int = 4) -> None:
        self.visits: list[bool] = []
        self._counts = [0] * count
        self._servers = servers
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(count)
        self._guests = [
            self._pool.submit(self._come, n, Guest((TLS_1_2, TLS_1_3)[n % 2]))
            for n in range(count)
        ]

    def _come(self, number: int, guest: Guest) -> None:
        while not self._over.is_set():
            for server in self._servers:
                self.visits.append(guest.visit(server))
                self._counts[number] += 1

    def more(self, count: int) -> list[bool]:
        """Wait until everybody came so many times more; which visits resumed."""
        before = len(self.visits)
        wanted = [done + count for done in self._counts]
        eventually(lambda: self._has(wanted) or None, f"{count} visits of each")
        return self.visits[before:]

    def _has(self, wanted: list[int]) -> bool:
        # One whose connection was lost ends, and nobody else would say so.
        for guest in self._guests:
            if guest.done():
                guest.result()
        return all(map(ge, self._counts, wanted))

    def end(self) -> None:
        """Let all leave; raises what went wrong for any of them."""
        self._over.set()
        for guest in self._guests:
            guest.result(TIMEOUT)
        self._pool.shutdown()


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3], ids=["1.2", "1.3"])
def test_a_session_resumes_on_the_other_machine(
    serve: Serve, redis: RedisServer, version: ssl.TLSVersion
) -> None:
    words = ("-rev", "-no_ticket", "-session_store", redis.url)
    one, other = serve(*words), serve(*words)
    stranger = serve(*words, "-context", "another")
    guest = Guest(version)
    visits = [guest.visit(server) for server in (one, other, one, stranger)]
    assert visits == [False, True, True, False]
    assert b"Lookup session: cache hit\n" in other.stderr
    assert b"New session added to external cache\n" in one.stderr


def test_datagrams_resume_too(serve: Serve, redis: RedisServer, tmp_path: Path) -> None:
    words = ("-dtls1_2", "-no_ticket", "-session_store", redis.url)
    session = str(tmp_path / "session")
    for flag, seen in (("-sess_out", b"New, "), ("-sess_in", b"Reused, ")):
        server = serve(*words)
        options = ("-dtls1_2", flag, session)
        with start_s_client(server.address, *options) as client:
            client.type(b"said\n")
            server.wait_line(b"^said")
            server.type(b"typed\n")
            client.wait_bytes(b"typed")
            assert seen in client.finish().stdout


@pytest.mark.parametrize("kind", [OursOnOldest, OursOnNewest], ids=["1.1.1", "4.0"])
def test_other_releases_share_too(
    redis: RedisServer,
    folder: Path,
    tmp_path: Path,
    kind: type[OursOnOldest | OursOnNewest],
) -> None:
    path = keys(tmp_path / "keys", b"a")
    stored = ("-no_ticket", "-session_store", redis.url)
    for words in (stored, ("-ticket_keys", path)):
        started = [
            kind().start("-cert", "ecdsa.pem", "-rev", *words, cwd=folder)
            for _ in range(2)
        ]
        try:
            for guest in (Guest(TLS_1_2), Guest(TLS_1_3)):
                visits = [guest.visit(server) for server in (*started, *started)]
                assert visits == [False, True, True, True]
        finally:
            for server in started:
                server.stop()


def save_session(server: ServerRun, path: str) -> None:
    """Have s_client keep a session; its ticket comes before what is typed."""
    with start_s_client(server.address, "-tls1_3", "-sess_out", path) as client:
        server.wait_line(b"^No early data received")
        server.type(b"typed\n")
        client.wait_bytes(b"typed")
        assert client.finish().status == 0


def first_flight(tmp_path: Path, session: str) -> bytes:
    """What a client sends at once: its hello and early data."""
    (tmp_path / "early").write_bytes(EARLY)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(TIMEOUT)
        where = Address(port=listener.getsockname()[1])
        options = ("-sess_in", session, "-early_data", str(tmp_path / "early"))
        with start_s_client(where, *options) as client:
            accepted, _ = listener.accept()
            with accepted:
                accepted.settimeout(TIMEOUT)
                sent = b""
                while not has_application_data(sent):
                    sent += accepted.recv(65536)
            client.wait()
    return sent


def has_application_data(records: bytes) -> bool:
    """Whether a whole record of that kind is there (RFC 8446 5.1)."""
    while len(records) >= 5:
        size = 5 + int.from_bytes(records[3:5])
        if records[0] == 23:
            return len(records) >= size
        records = records[size:]
    return False


def resumes(answer: bytes) -> bool:
    """Whether a ServerHello chooses a key that was offered (RFC 8446 4.2.11)."""
    length = int.from_bytes(answer[3:5])
    hello = answer[5 : 5 + length]
    at = 4 + 2 + 32
    at += 1 + hello[at] + 3 + 2
    while at < len(hello):
        kind, size = hello[at : at + 2], int.from_bytes(hello[at + 2 : at + 4])
        if kind == b"\0\x29":
            return True
        at += 4 + size
    return False


def test_of_200_replays_on_two_machines_one_is_accepted(
    serve: Serve, redis: RedisServer, tmp_path: Path
) -> None:
    words = ("-early_data", "-session_store", redis.url)
    servers = [serve(*words), serve(*words)]
    session = str(tmp_path / "session")
    save_session(servers[0], session)
    flight = first_flight(tmp_path, session)
    clients = [servers[n % 2].address.connect() for n in range(200)]
    try:
        for client in clients:
            client.settimeout(TIMEOUT)
            client.sendall(flight)
        answers = [server_hello(client) for client in clients]
    finally:
        for client in clients:
            client.close()
    assert sum(map(resumes, answers)) == 1
    eventually(
        lambda: (
            sum(server.stdout.count(b"CONNECTION CLOSED") for server in servers) >= 201
            or None
        ),
        "the end of all connections",
    )
    assert sum(server.stdout.count(EARLY) for server in servers) == 1
    for server in servers:
        assert not LOST.search(server.stderr)


def server_hello(client: socket.socket) -> bytes:
    """The first record that the server sends."""
    answer = b""
    while len(answer) < 5 or len(answer) < 5 + int.from_bytes(answer[3:5]):
        piece = client.recv(65536)
        assert piece, "no ServerHello"
        answer += piece
    return answer


def test_a_store_that_dies_under_load_costs_no_connection(
    serve: Serve, tmp_path: Path
) -> None:
    with RedisServer(tmp_path) as store:
        words = ("-rev", "-no_ticket", "-session_store", store.url)
        servers = [serve(*words), serve(*words)]
        load = Load(servers)
        assert any(load.more(8))
        store.kill()
        for server in servers:
            server.wait_line(LOST.pattern, stream="stderr")
        # Each guest may have been on its way with what was still found.
        assert sum(load.more(8)) <= 4
        store.start()
        for server in servers:
            server.wait_line(BACK.pattern, stream="stderr")
        load.more(4)
        assert any(load.more(8))
        load.end()
    for server in servers:
        assert len(LOST.findall(server.stderr)) <= 2  # the end of the store may count
        assert len(BACK.findall(server.stderr)) == 1


def test_a_store_that_hangs_holds_up_nobody(serve: Serve, tmp_path: Path) -> None:
    with RedisServer(tmp_path) as store:
        server = serve("-rev", "-no_ticket", "-session_store", store.url)
        guests = [Guest((TLS_1_2, TLS_1_3)[n % 2]) for n in range(20)]
        for guest in guests:
            guest.visit(server)
        store.running.pause()
        try:
            began = time.monotonic()
            with ThreadPoolExecutor(20) as pool:
                assert not any(pool.map(lambda guest: guest.visit(server), guests))
            together = time.monotonic() - began
            began = time.monotonic()
            assert not any(guest.visit(server) for guest in guests)
            later = time.monotonic() - began
        finally:
            store.running.resume()
        # Half a second at most for those who found out, and nothing for the others.
        assert together < 4
        assert later < 4
        server.wait_line(BACK.pattern, stream="stderr")
        for guest in guests:
            guest.visit(server)
            assert guest.visit(server)
    assert len(LOST.findall(server.stderr)) == 1
    assert len(BACK.findall(server.stderr)) == 1


def test_a_server_starts_without_its_store(serve: Serve, tmp_path: Path) -> None:
    url = f"unix://user:battery-staple@{tmp_path}/nobody"
    server = serve("-www", "-no_ticket", "-session_store", url)
    line = server.wait_line(LOST.pattern, stream="stderr").string
    assert f"session store unix://{tmp_path}/nobody: ".encode() in line
    seen = s_client(server.address, "-ign_eof", send=b"GET / HTTP/1.0\r\n\r\n")
    assert b"-session_store ***" in seen.stdout
    assert b"staple" not in server.stderr + server.stdout + seen.stdout


def key(letter: bytes) -> bytes:
    """A key of 80 bytes."""
    return letter * 80


def keys(path: Path, letters: bytes) -> str:
    """Write a file of keys, as one does it under load: whole, or not at all."""
    made = path.with_suffix(".new")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(b"".join(key(bytes([letter])) for letter in letters))
    made.rename(path)
    return str(path)


def test_keys_rotate_under_load(serve: Serve, tmp_path: Path) -> None:
    """New keys are told to all before anybody makes tickets with them."""
    files = [tmp_path / "one", tmp_path / "other"]
    servers = [serve("-rev", "-ticket_keys", keys(path, b"a")) for path in files]
    load = Load(servers)
    # Each guest's first visit is a full handshake.
    load.more(4)
    full = load.visits.count(False)
    assert full == 4
    for turn, letters in enumerate((b"ab", b"ba", b"b", b"bc", b"cb", b"c"), 1):
        if len(letters) == 1:
            # Everybody has been here since, and got a ticket of the new key.
            load.more(4)
        for path, server in zip(files, servers, strict=True):
            keys(path, letters)
            server.signal(signal.SIGHUP)
            server.wait_line(READ, stream="stderr", nth=turn)
    load.more(4)
    load.end()
    assert load.visits.count(False) == full
    guest = Guest(TLS_1_2)
    guest.visit(servers[0])
    keys(files[1], b"d")
    servers[1].signal(signal.SIGHUP)
    servers[1].wait_line(READ, stream="stderr", nth=7)
    assert not guest.visit(servers[1]), "a key that is not listed opens nothing"


def test_a_bad_file_is_said_and_the_keys_stay(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    server = serve("-rev", "-ticket_keys", keys(path, b"a"))
    guest = Guest(TLS_1_3)
    guest.visit(server)
    path.write_bytes(b"short")
    server.signal(signal.SIGHUP)
    server.wait_line(
        rb"warning: cannot read the ticket keys .* 5 bytes.*: what was read before",
        stream="stderr",
    )
    assert guest.visit(server)


def test_without_keys_a_hangup_ends_it(serve: Serve) -> None:
    # It is inherited whether a signal is ignored: nohup(1) does that.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        server = serve("-rev")
    finally:
        signal.signal(signal.SIGHUP, before)
    server.signal(signal.SIGHUP)
    assert server.wait() == -signal.SIGHUP


def test_keys_are_for_the_names_of_others_too(
    serve: Serve, folder: Path, tmp_path: Path
) -> None:
    words = ("-rev", "-sni", "localhost=ecdsa.pem")
    path = keys(tmp_path / "keys", b"a")
    servers = [serve(*words, "-ticket_keys", path) for _ in range(2)]
    assert (folder / "ecdsa.pem").exists()
    for guest in (Guest(TLS_1_2), Guest(TLS_1_3)):
        assert [guest.visit(server) for server in servers] == [False, True]


@pytest.mark.parametrize("allowed", [False, True], ids=["refused", "allowed"])
def test_early_data_is_no_matter_of_keys(
    serve: Serve, tmp_path: Path, *, allowed: bool
) -> None:
    """While libssl refuses replays its tickets are names, which each server keeps."""
    path = keys(tmp_path / "keys", b"a")
    flag = ("-no_anti_replay",) if allowed else ()
    words = ("-early_data", *flag, "-ticket_keys", path)
    servers = [serve(*words) for _ in range(2)]
    if not allowed:
        for server in servers:
            server.wait_line(b"-session_store shares them", stream="stderr")
    session = str(tmp_path / "session")
    save_session(servers[0], session)
    flight = first_flight(tmp_path, session)
    for server in (servers[1], servers[1]):
        with server.address.connect() as client:
            client.settimeout(TIMEOUT)
            client.sendall(flight)
            assert resumes(server_hello(client)) is allowed
        assert (b"-session_store" in server.stderr) is not allowed
