"""Sessions in Redis or Valkey, for all machines that use the same server.

Imported only when used, after libssl was opened: the client library brings Python's
``ssl``, and this module ``hashlib``.

The store may fail in every way, and no connection with it.  Each operation is done on
a thread of ours that its caller waits for, half a second at most: so even the lookup
of a name that hangs costs no more, and a callback on a small stack only waits.  After
one failure nobody asks the store until a check of its own has succeeded.
"""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar, cast

from redis import ConnectionPool, Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from s_server.errors import UsageError
from s_server.events import SessionStoreChanged

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LIMIT = 0.5
"""Seconds that an operation may take, with the connecting."""
PAUSE = 1.0
"""Seconds between two checks whether a store that failed is back."""
WORKERS = 8
"""Operations at a time, and so connections to the store."""
_LONGEST = 200  # characters of a problem that the store words
_SPELT = {"valkey": "redis", "valkeys": "rediss"}

_Job = tuple["Future[object]", "Callable[[], object]"]


class RedisStore:
    """Sessions under names that tell nothing, until they expire.

    ``context`` is the session id context: sessions of another one are not found.
    ``report`` is called on a thread of its own when the store fails, and when it is
    back.  Raises UsageError when the URL cannot be understood.
    """

    def __init__(
        self,
        url: str,
        *,
        context: bytes,
        report: Callable[[SessionStoreChanged], object],
    ) -> None:
        self._pool = _pool(url)
        self._client = Redis(connection_pool=self._pool)
        self.name = _name(url, self._pool)
        self._context = hashlib.sha256(context).digest()
        self._report = report
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._problem: str | None = None
        self._closed = False
        # Started before anybody needs them: in a callback there may be little stack.
        self._threads = [
            threading.Thread(target=work, name="s_server store", daemon=True)
            for work in (*[self._work] * WORKERS, self._watch)
        ]
        for thread in self._threads:
            thread.start()

    def check(self) -> None:
        """Find out whether the store can be used; a failure is reported."""
        self._ask(self._check)

    def put(self, identifier: bytes, session: bytes, seconds: int) -> bool:
        """Keep a session for so long; answers whether it is kept."""
        key = self._key(identifier)
        return self._ask(lambda: self._client.set(key, session, ex=seconds)) is not None

    def get(self, identifier: bytes, *, once: bool) -> bytes | None:
        """Answer a session, or None; with ``once`` nobody else gets it.

        GETDEL does that in one step (since Redis 6.2).
        """
        key = self._key(identifier)
        take = self._client.getdel if once else self._client.get
        # Without a wish for text it answers bytes.
        return cast("bytes | None", self._ask(lambda: take(key)))

    def close(self) -> None:
        """Ask nobody any more; later calls answer as if the store were down."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for _ in range(WORKERS):
            self._jobs.put(None)
        for thread in self._threads:
            # One that hangs is left to itself.
            thread.join(LIMIT)
        self._pool.disconnect()

    def _key(self, identifier: bytes) -> str:
        """Hash the identifier: whoever sees the names can resume nothing with them."""
        name = hashlib.sha256(self._context + identifier).hexdigest()
        return f"s_server:session:{name}"

    def _ask(self, work: Callable[[], T]) -> T | None:
        if self._problem is not None or self._closed:
            return None
        future: Future[object] = Future()
        self._jobs.put((future, work))
        try:
            return cast("T", future.result(LIMIT))
        except TimeoutError:
            # One that nobody began says nothing about the store: too many ask at once.
            if not future.cancel():
                self._lose(f"no answer within {LIMIT} s")
        except (RedisError, OSError) as problem:
            self._lose(self._words(problem))
        return None

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, work = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as problem:
                future.set_exception(problem)

    def _lose(self, problem: str) -> None:
        with self._changed:
            if self._problem is None:
                self._problem = problem
                self._changed.notify_all()

    def _watch(self) -> None:
        """Report each failure, and check until it is over."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._problem)
                problem = self._problem
                if self._closed:
                    return
            self._report(SessionStoreChanged(store=self.name, problem=problem))
            # What was asked before the failure has failed too by the first check.
            while True:
                with self._changed:
                    if self._changed.wait_for(lambda: self._closed, PAUSE):
                        return
                if self._is_back():
                    break
            self._problem = None
            self._report(SessionStoreChanged(store=self.name, problem=None))

    def _is_back(self) -> bool:
        try:
            self._check()
        except (RedisError, OSError):
            return False
        return True

    def _check(self) -> None:
        """Do what sessions need: one that takes no writes has not come back."""
        key = f"s_server:check:{os.urandom(16).hex()}"
        self._client.set(key, b"", ex=10)
        self._client.getdel(key)

    def _words(self, problem: Exception) -> str:
        """Word a problem on one line, without the password whatever the store says."""
        words = " ".join(str(problem).split()) or type(problem).__name__
        password = self._pool.connection_kwargs.get("password")
        if password:
            words = words.replace(str(password), "***")
        shown = "".join(c if c.isprintable() else "?" for c in words)
        return shown.rstrip(".")[:_LONGEST]


def _pool(url: str) -> ConnectionPool:
    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    try:
        pool = ConnectionPool.from_url(f"{_SPELT.get(scheme, scheme)}://{rest}")
        # Our limits hold whatever the URL says.  A command that was sent may have been
        # done, so none is sent twice: a session would be taken and lost.
        pool.connection_kwargs |= {
            "socket_timeout": LIMIT,
            "socket_connect_timeout": LIMIT,
            "retry_on_timeout": False,
            "retry": Retry(NoBackoff(), 0),
            "decode_responses": False,
        }
        # It connects later, but knows what the query may say.
        pool.make_connection()
    except (TypeError, ValueError, RedisError):
        # What they say may quote the URL, and so a password.
        raise UsageError(
            "cannot understand the URL of -session_store",
            hints=(
                f"write it as {scheme}://[user:password@]host:port/db"
                if scheme != "unix"
                else "write it as unix://[user:password@]/path?db=0",
                "in names and passwords, characters such as # and / are written as "
                "%23 and %2F",
            ),
        ) from None
    return pool


def _name(url: str, pool: ConnectionPool) -> str:
    """Answer the store's name for messages: where it is, without who we are there."""
    scheme, known = url.partition("://")[0].lower(), pool.connection_kwargs
    if "path" in known:
        return f"{scheme}://{known['path']}"
    host, port = known.get("host", "localhost"), known.get("port", 6379)
    shown = f"[{host}]" if ":" in str(host) else host
    return f"{scheme}://{shown}:{port}/{known.get('db', 0)}"
