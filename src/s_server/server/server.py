"""The server as users of the package see it, in this process or in a child."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from s_server.events import Bus, CertificateMade, Listening
from s_server.libssl.load import open_library
from s_server.options.keywords import words_of
from s_server.options.parse import parse
from s_server.server.loop import Loop
from s_server.server.record import ConnectionRecord, Records

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Unpack

    from s_server.config import Config
    from s_server.connection.wakeup import Wakeup
    from s_server.options._keyword_types import Options
    from s_server.server.child import Child

STOP_LIMIT = 10.0
"""Seconds after which a server that should stop is left to itself."""


class Server:
    """A TLS server for a ``with`` statement: it runs in the background.

    >>> with Server(port=0, www=True) as server:
    ...     print(server.url, server.ca_file)

    The options are those of the command (``s_server -help``), as keyword arguments:
    flags are True or False, ``-`` in a name is ``_``.  With ``process`` it runs in a
    process of its own, which may load another OpenSSL than this one has.

    Raises UsageError at once, and the other SServerErrors in ``start``.
    """

    def __init__(self, *, process: bool = False, **options: Unpack[Options]) -> None:
        self._prepare(parse(words_of(options)), Bus())
        self._records: Records | None = Records(self._bus)
        self._in_process = not process

    @classmethod
    def for_command(
        cls,
        config: Config,
        *,
        bus: Bus,
        prompt: Callable[[str], str | None],
        keyboard: int | None,
    ) -> Self:
        """Answer a server for ``run``: it has outputs, a terminal and a keyboard."""
        server = cls.__new__(cls)
        server._prepare(config, bus)
        server._prompt = prompt
        server._keyboard = keyboard
        server._records = None
        return server

    def _prepare(self, config: Config, bus: Bus) -> None:
        self.config = config
        self._bus = bus
        self._in_process = True
        self._prompt: Callable[[str], str | None] = lambda _: None
        self._keyboard: int | None = None
        self._listening: Listening | None = None
        self._ca_file: str | None = None
        self._loop: Loop | None = None
        self._thread: threading.Thread | None = None
        self._child: Child | None = None
        bus.subscribe(Listening, self._take_listening)
        bus.subscribe(CertificateMade, self._take_certificate)

    def start(self) -> None:
        """Set up, listen, and serve in the background; raises SServerError.

        A server starts once; after that this raises ValueError.
        """
        self._refuse_second_start()
        if self._in_process:
            loop = self._set_up()
            self._thread = threading.Thread(
                target=loop.run, name="s_server loop", daemon=True
            )
            self._thread.start()
            return
        from s_server.server.child import Child  # noqa: PLC0415 - seldom needed

        assert self._records is not None
        self._child = Child(self.config.words, self._bus, self._records)
        self._child.start()

    def run(self, signals: Wakeup | None = None) -> None:
        """Serve on this thread until the server ends; raises SServerError.

        ``signals`` is nudged when the handler of a signal is to run.
        """
        self._refuse_second_start()
        if not self._in_process:
            raise ValueError("a server in a process of its own has no use of a thread")
        self._set_up().run(signals)

    def _set_up(self) -> Loop:
        loop = Loop(
            self.config,
            library=open_library(self.config.general.library),
            bus=self._bus,
            prompt=self._prompt,
            keyboard=self._keyboard,
        )
        self._loop = loop
        loop.start()
        return loop

    def end(self) -> bool:
        """Have a server on another thread end; a signal handler may call it.

        Answers False when it has not started yet.
        """
        return self._loop is not None and self._loop.stop()

    def stop(self) -> None:
        """End the server: clients get close_notify, at most two seconds are waited."""
        self.end()
        if self._thread is not None:
            self._thread.join(STOP_LIMIT)
            self._thread = None
        if self._child is not None:
            self._child.stop(STOP_LIMIT)
            self._child = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def address(self) -> tuple[str, int] | str:
        """Where it listens: host and port, or the path of a unix socket."""
        listening = self._started()
        if listening.port is None:
            return listening.addresses[0]
        host = listening.addresses[0].rpartition(":")[0]
        return host.strip("[]"), listening.port

    @property
    def port(self) -> int:
        """The TCP port it listens on; raises ValueError with a unix socket."""
        port = self._started().port
        if port is None:
            raise ValueError("a unix socket has no port")
        return port

    @property
    def url(self) -> str:
        """Where a client of this machine finds it."""
        address = self.address
        if isinstance(address, str):
            return f"unix:{address}"
        host, port = address
        if host in {"0.0.0.0", "::", "127.0.0.1", "::1"}:
            host = "localhost"
        return f"https://[{host}]:{port}/" if ":" in host else f"https://{host}:{port}/"

    @property
    def ca_file(self) -> str | None:
        """The file that makes clients trust a certificate made on the fly."""
        self._started()
        return self._ca_file

    @property
    def connections(self) -> tuple[ConnectionRecord, ...]:
        """What became of each connection so far, in the order they came."""
        return self._records.all() if self._records is not None else ()

    def _refuse_second_start(self) -> None:
        if self._listening is not None:
            raise ValueError("the server was started already: make another one")

    def _started(self) -> Listening:
        if self._listening is None:
            raise ValueError("the server was not started")
        return self._listening

    def _take_listening(self, event: Listening) -> None:
        self._listening = event

    def _take_certificate(self, event: CertificateMade) -> None:
        self._ca_file = event.ca_file
