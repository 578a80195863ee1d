"""Cookies are a client's own, and grow old."""

from __future__ import annotations

from s_server.setup.cookies import LIFE, Secrets


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_cookie_is_its_clients_own() -> None:
    secrets = Secrets()
    cookie = secrets.make(b"127.0.0.1:1")
    assert len(cookie) == 20
    assert secrets.is_ours(cookie, b"127.0.0.1:1")
    assert not secrets.is_ours(cookie, b"127.0.0.1:2")
    assert not secrets.is_ours(cookie[:-1], b"127.0.0.1:1")
    assert not secrets.is_ours(b"", b"127.0.0.1:1")
    assert not Secrets().is_ours(cookie, b"127.0.0.1:1")


def test_a_note_comes_back_as_it_went() -> None:
    secrets = Secrets()
    cookie = secrets.make(b"127.0.0.1:1", b"0123456789")
    assert len(cookie) == 20
    assert cookie.startswith(b"0123456789")
    assert secrets.is_ours(cookie, b"127.0.0.1:1", 10)
    assert not secrets.is_ours(cookie, b"127.0.0.1:2", 10)
    assert not secrets.is_ours(cookie, b"127.0.0.1:1")
    assert not secrets.is_ours(cookie.replace(b"0", b"1"), b"127.0.0.1:1", 10)
    for size in range(20):
        assert not secrets.is_ours(cookie[:size], b"127.0.0.1:1", 10)


def test_a_cookie_outlives_one_change_of_the_secret() -> None:
    clock = Clock()
    secrets = Secrets(clock)
    cookie = secrets.make(b"peer")
    clock.now += LIFE - 1
    assert secrets.make(b"peer") == cookie
    clock.now += 2
    assert secrets.make(b"peer") != cookie
    assert secrets.is_ours(cookie, b"peer")
    clock.now += LIFE
    assert not secrets.is_ours(cookie, b"peer")


def test_after_a_long_pause_nothing_old_counts() -> None:
    clock = Clock()
    secrets = Secrets(clock)
    cookie = secrets.make(b"peer")
    clock.now += 2 * LIFE
    assert not secrets.is_ours(cookie, b"peer")
