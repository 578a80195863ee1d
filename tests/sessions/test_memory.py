"""Sessions that are kept in memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from s_server.sessions.memory import MemoryStore


def test_what_was_put_is_there_until_it_is_removed() -> None:
    store = MemoryStore()
    store.put(b"id", b"one")
    store.put(b"id", b"two")
    assert store.get(b"id") == b"two"
    assert store.get(b"other") is None
    store.remove(b"id")
    store.remove(b"id")
    assert store.get(b"id") is None


def test_the_oldest_go_first() -> None:
    store = MemoryStore(room=2)
    store.put(b"1", b"a")
    store.put(b"2", b"b")
    store.put(b"1", b"c")
    store.put(b"3", b"d")
    assert [store.get(i) for i in (b"1", b"2", b"3")] == [b"c", None, b"d"]


def test_many_threads_put_and_remove() -> None:
    store = MemoryStore(room=64)

    def work(number: int) -> None:
        for step in range(200):
            name = b"%d" % (number * step % 97)
            store.put(name, name)
            assert store.get(name) in {name, None}
            store.remove(name)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert all(store.get(b"%d" % n) is None for n in range(97))
