"""Sessions in a real Redis, and what becomes of a connection when it is not there."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import trustme

from s_server.errors import UsageError
from s_server.sessions import redis as module
from s_server.sessions.redis import LIMIT, PAUSE, RedisStore
from tests.kit.stores import RedisServer
from tests.network.client import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.events import SessionStoreChanged

NAME, SESSION = b"\x01" * 32, b"DER \x00\xff"
PASSWORD = "correct-horse"


@contextmanager
def opened(
    url: str, *, context: bytes = b"one"
) -> Iterator[tuple[RedisStore, list[SessionStoreChanged]]]:
    """A store, and what it reported."""
    told: list[SessionStoreChanged] = []
    store = RedisStore(url, context=context, report=told.append)
    try:
        yield store, told
    finally:
        store.close()


def test_what_is_put_is_found_until_it_is_taken(redis: RedisServer) -> None:
    redis.ask("flushall")
    with opened(redis.url) as (store, told), opened(redis.url) as (other, _):
        assert store.get(NAME, once=False) is None
        assert store.put(NAME, SESSION, 7200)
        assert other.get(NAME, once=False) == SESSION
        assert other.get(NAME, once=True) == SESSION
        assert store.get(NAME, once=True) is None
        assert told == []


def test_only_one_gets_what_may_be_used_once(redis: RedisServer) -> None:
    with opened(redis.url) as (store, _), opened(redis.url) as (other, _):
        store.put(NAME, SESSION, 60)
        with ThreadPoolExecutor(20) as pool:
            asked = [
                pool.submit((store, other)[n % 2].get, NAME, once=True)
                for n in range(40)
            ]
        found = [one.result() for one in asked]
    assert [one for one in found if one is not None] == [SESSION]


def test_names_tell_nothing_and_expire(redis: RedisServer) -> None:
    redis.ask("flushall")
    with opened(redis.url) as (store, _):
        store.put(NAME, SESSION, 7200)
    (key,) = redis.ask("keys", "*")
    assert NAME.hex() not in key
    assert 7190 <= int(redis.ask("ttl", key)[0]) <= 7200


def test_another_context_finds_nothing(redis: RedisServer) -> None:
    with (
        opened(redis.url, context=b"one") as (one, _),
        opened(redis.url, context=b"on") as (other, _),
    ):
        one.put(b"e" + NAME, SESSION, 60)
        assert other.get(b"ee" + NAME, once=False) is None
        assert other.get(b"e" + NAME, once=False) is None
        assert one.get(b"e" + NAME, once=False) == SESSION


def test_the_url_may_not_change_what_we_rely_on(redis: RedisServer) -> None:
    asked = f"{redis.url}?socket_timeout=60&decode_responses=True&db=3"
    with opened(asked) as (store, told):
        store.put(NAME, SESSION, 60)
        redis.running.pause()
        try:
            began = time.monotonic()
            assert store.get(NAME, once=True) is None
            # Its caller waits no longer, and nor does the thread that asked.
            assert time.monotonic() - began < 10
        finally:
            redis.running.resume()
        eventually(lambda: len(told) == 2 or None, "the store to be back")
        assert store.put(NAME, SESSION, 60)
        assert store.get(NAME, once=False) == SESSION
        assert redis.ask("-n", "3", "dbsize") == ["1"]
    assert "Timeout" in str(told[0].problem) or "no answer" in str(told[0].problem)
    assert told[1].problem is None


def test_a_dead_store_costs_the_first_alone(tmp_path: Path) -> None:
    with RedisServer(tmp_path) as server, opened(server.url) as (store, told):
        store.put(NAME, SESSION, 60)
        server.kill()
        began = time.monotonic()
        for _ in range(1000):
            assert store.get(NAME, once=False) is None
            assert not store.put(NAME, SESSION, 60)
        assert time.monotonic() - began < PAUSE
        eventually(lambda: told or None, "a report")
        assert told[0].problem
        assert told[0].store == f"unix://{server.socket}"
        server.start()
        eventually(lambda: len(told) == 2 or None, "the store to be back")
        assert told[1].problem is None
        assert store.put(NAME, SESSION, 60)
        assert store.get(NAME, once=True) == SESSION


def test_one_that_takes_no_writes_is_not_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.1)
    with RedisServer(tmp_path) as server, opened(server.url) as (store, told):
        server.ask("config", "set", "min-replicas-to-write", "1")
        assert not store.put(NAME, SESSION, 60)
        eventually(lambda: told or None, "a report")
        assert "NOREPLICAS" in str(told[0].problem) or "replica" in str(told[0].problem)
        assert store.get(NAME, once=False) is None
        eventually(lambda: _rejected(server) >= 4 or None, "checks")
        assert len(told) == 1
        server.ask("config", "set", "min-replicas-to-write", "0")
        eventually(lambda: len(told) == 2 or None, "the store to be back")


def _rejected(server: RedisServer) -> int:
    """How many writes it has refused."""
    (line,) = (s for s in server.ask("info", "commandstats") if "cmdstat_set:" in s)
    return int(line.rpartition("rejected_calls=")[2].partition(",")[0])


def test_the_check_at_the_start_reports(tmp_path: Path) -> None:
    with opened(f"unix://{tmp_path}/nobody") as (store, told):
        store.check()
        eventually(lambda: told or None, "a report")
    assert "nobody" in str(told[0].problem) or "No such file" in str(told[0].problem)


def test_a_name_that_nobody_answers_for_costs_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The client library's own limits do not hold for the lookup of a name."""
    release = threading.Event()

    def hangs(*_: object, **__: object) -> list[object]:
        release.wait(20)
        raise socket.gaierror("temporary failure")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    with opened("redis://store.example/0") as (store, told):
        began = time.monotonic()
        assert store.get(NAME, once=False) is None
        assert time.monotonic() - began < 10
        eventually(lambda: told or None, "a report")
        release.set()
    assert told[0].problem == f"no answer within {LIMIT} s"
    assert told[0].store == "redis://store.example:6379/0"


def test_a_crowd_is_no_failure(redis: RedisServer) -> None:
    """Whoever gets no thread in time hears nothing, and the store is not to blame."""
    with opened(redis.url) as (store, told):
        gate = threading.Event()
        # Those that hold up every thread count as a failure themselves.
        store._lose = lambda problem: None  # type: ignore[method-assign]  # noqa: ARG005 - see above
        crowd = [
            threading.Thread(target=store._ask, args=(gate.wait,), daemon=True)
            for _ in range(module.WORKERS)
        ]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        # From here on a failure would count.
        del store._lose
        assert store.get(NAME, once=False) is None
        assert store._problem is None
        gate.set()
        assert store.put(NAME, SESSION, 60)
    assert told == []


def test_after_the_end_there_is_nothing(redis: RedisServer) -> None:
    before = threading.active_count()
    with opened(redis.url) as (store, told):
        store.put(NAME, SESSION, 60)
    assert store.get(NAME, once=False) is None
    assert not store.put(NAME, SESSION, 60)
    assert told == []
    assert threading.active_count() == before


def test_a_password_is_never_said(tmp_path: Path) -> None:
    with RedisServer(tmp_path, "--requirepass", PASSWORD) as server:
        wrong = f"unix://:{PASSWORD}x@{server.socket}"
        with opened(wrong) as (store, told):
            store.check()
            eventually(lambda: told or None, "a report")
        assert "invalid" in str(told[0].problem)
        assert PASSWORD not in repr(told) + store.name
        with opened(f"unix://:{PASSWORD}@{server.socket}") as (store, told):
            assert store.put(NAME, SESSION, 60)
        assert PASSWORD not in store.name


def test_what_a_store_says_is_one_line_without_the_password() -> None:
    with opened(f"redis://:{PASSWORD}@127.0.0.1:1") as (store, _):
        said = ValueError(f"no  {PASSWORD}\n\x1b[1m.")
        assert store._words(said) == "no *** ?[1m"
        assert store._words(ValueError()) == "ValueError"
        assert len(store._words(ValueError("x" * 9999))) == 200


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("redis://h", "redis://h:6379/0"),
        ("REDIS://user:secret@h:7/2", "redis://h:7/2"),
        ("valkey://[::1]:7", "valkey://[::1]:7/0"),
        ("rediss://h/?db=4&password=secret", "rediss://h:6379/4"),
        ("valkeys://h?ssl_cert_reqs=none", "valkeys://h:6379/0"),
        ("unix://u:secret@/run/r.sock?db=1", "unix:///run/r.sock"),
    ],
)
def test_urls(url: str, name: str) -> None:
    with opened(url) as (store, _):
        assert store.name == name
        is_tls = url.startswith(("rediss", "valkeys"))
        assert ("SSL" in store._pool.connection_class.__name__) is is_tls


@pytest.mark.parametrize(
    "url",
    [
        "redis://:secret#1@h/0",
        "redis://u:secret/x@h/0",
        "redis://u:secret@h:port",
        "redis://u:secret@h?db=one",
        "redis://u:secret@h?nonsense=1",
        "redis://[u:secret",
    ],
)
def test_a_url_that_nobody_understands(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        RedisStore(url, context=b"", report=print)
    assert "secret" not in caught.value.message + "".join(caught.value.hints)
    assert caught.value.__cause__ is None
    assert any("%23" in hint for hint in caught.value.hints)


def test_tls_verifies_the_store(redis: RedisServer, tmp_path: Path) -> None:
    """As the client library spells it: trust by ssl_ca_certs in the URL."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    settings = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(settings)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=_relay, args=(listener, settings, redis), daemon=True
        ).start()
        url = f"rediss://localhost:{listener.getsockname()[1]}/0"
        with opened(url) as (store, told):
            store.check()
            eventually(lambda: told or None, "a report")
        assert "certificate verify failed" in str(told[0].problem)
        with opened(f"{url}?ssl_ca_certs={tmp_path}/ca.pem") as (store, told):
            assert store.put(NAME, SESSION, 60)
            assert store.get(NAME, once=True) == SESSION
        assert told == []


def _relay(
    listener: socket.socket, settings: ssl.SSLContext, redis: RedisServer
) -> None:
    """Speak TLS for the store, one client after the other."""
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        try:
            with (
                settings.wrap_socket(plain, server_side=True) as client,
                socket.socket(socket.AF_UNIX) as store,
            ):
                store.connect(str(redis.socket))
                client.settimeout(20)
                while asked := client.recv(65536):
                    store.sendall(asked)
                    client.sendall(store.recv(65536))
        except OSError:
            continue
