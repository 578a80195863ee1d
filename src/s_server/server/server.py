"""The server as users of the package see it, in this process or in a child."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self, TypeVar

from s_server.events import Bus, CertificateMade, ConnectionEvent, Event, Listening
from s_server.libssl.load import open_library
from s_server.options.keywords import words_of
from s_server.options.parse import parse
from s_server.server.loop import Loop
from s_server.server.record import ConnectionRecord, Records, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Unpack

    from s_server.config import Config
    from s_server.connection.wakeup import Wakeup
    from s_server.options._keyword_types import Options
    from s_server.server.child import Child
    from s_server.server.log import EventLog

E = TypeVar("E", bound=Event)

STOP_LIMIT = 10.0
"""Seconds after which a server that should stop is left to itself."""


class Server:
    """A TLS server for a ``with`` statement: it runs in the background.

    >>> with Server(port=0, www=True) as server:
    ...     print(server.url, server.ca_file)

    The options are those of the command (``s_server -help``), as keyword arguments:
    flags are True or False, ``-`` in a name is ``_``.  With ``process`` it runs in a
    process of its own, which may load another OpenSSL than this one has.
    ``connections`` and ``events`` tell what has happened; ``wait_for`` waits for it.

    Raises UsageError at once, and the other SServerErrors in ``start``.
    """

    def __init__(self, *, process: bool = False, **options: Unpack[Options]) -> None:
        from s_server.server.log import EventLog  # noqa: PLC0415 - not the command's

        self._prepare(parse(words_of(options)), Bus())
        self._records: Records | None = Records(self._bus)
        self._log: EventLog | None = EventLog(self._bus)
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
        server._log = None
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

        self._child = Child(self.config.words, self._bus, self._kept().end)
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

    def reload(self) -> None:
        """Read the file of ``ticket_keys`` again; raises LoadError, and the keys stay.

        Other options have nothing to be read again.  Raises ValueError before the
        start.
        """
        self._started()
        if self._child is not None:
            self._child.reload(STOP_LIMIT)
        elif self._loop is not None:
            self._loop.reloading.do()

    def ask_reload(self) -> None:
        """Have ``run`` do that, and warn where it fails; for a signal handler."""
        if self._loop is not None:
            self._loop.reloading.ask()

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
        """The TCP or UDP port it listens on; raises ValueError with a unix socket."""
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
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        scheme = "dtls" if self.config.dtls.is_on else "https"
        return f"{scheme}://{authority}/"

    @property
    def ca_file(self) -> str | None:
        """The file that makes clients trust a certificate made on the fly."""
        self._started()
        return self._ca_file

    @property
    def connections(self) -> tuple[ConnectionRecord, ...]:
        """What became of each connection so far, in the order they came."""
        return self._records.all() if self._records is not None else ()

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened so far, in the order it came; the last 10,000 events.

        Messages and records of the protocol are not among them: ``subscribe``.
        """
        return self._kept().all()

    def wait_for(
        self,
        kind: type[E],
        /,
        *,
        timeout: float = 10.0,
        connection: int | None = None,
        matching: Callable[[E], bool] | None = None,
        **fields: object,
    ) -> E:
        """Answer the first event of this kind, one that has come before too.

        It may be wanted of the ``connection`` of this number, with ``fields`` of these
        values, and ``matching`` a judgement.  After ``timeout`` seconds, or when the
        server has ended, this raises TimeoutError, which tells what came instead.

        >>> server.wait_for(events.Alert, sent=False, description=48)
        """
        from s_server.server.log import UNKEPT  # noqa: PLC0415 - not the command's

        log = self._kept()
        if kind in UNKEPT:
            raise ValueError(f"{kind.__name__} is not kept: subscribe to it instead")
        if unknown := fields.keys() - kind.__dataclass_fields__.keys():
            raise TypeError(f"{kind.__name__} has no field {min(unknown)!r}")

        def is_good(event: E) -> bool:
            if connection is not None and not (
                isinstance(event, ConnectionEvent)
                and event.connection.number == connection
            ):
                return False
            if any(getattr(event, name) != fields[name] for name in fields):
                return False
            return matching is None or matching(event)

        found = log.wait(kind, timeout, is_good)
        if found is None:
            of = "" if connection is None else f" of connection {connection}"
            having = "".join(f", {name}={value!r}" for name, value in fields.items())
            raise self._missed(f"no {kind.__name__}{of}{having} in {timeout:g} s")
        return found

    def wait_for_connection(
        self, number: int = 1, *, state: State = State.CLOSED, timeout: float = 10.0
    ) -> ConnectionRecord:
        """Answer the record of a connection that has come as far as this state.

        Raises TimeoutError after ``timeout`` seconds, which tells what came instead.
        """
        if self._records is None:
            raise ValueError("the command keeps no records")
        reached = list(State).index(state)

        def found(records: tuple[ConnectionRecord, ...]) -> ConnectionRecord | None:
            for record in records:
                if record.number == number:
                    far = list(State).index(record.state) >= reached
                    return record if far else None
            return None

        if not self._records.wait(lambda all_: found(all_) is not None, timeout):
            raise self._missed(f"connection {number} not {state} in {timeout:g} s")
        record = found(self._records.all())
        assert record is not None
        return record

    def subscribe(self, kind: type[E], handler: Callable[[E], object]) -> None:
        """Have ``handler`` called with each event of this kind, or derived from it.

        It runs on the connection's own thread, which waits for it; with ``process`` on
        one thread of this process for all, soon after.  A kind that nobody listens to
        by itself (MessagePassed, RecordPassed) must be asked for before the start:
        after it this raises ValueError.
        """
        from s_server.server.log import UNKEPT, kinds_of  # noqa: PLC0415

        if self._listening is not None and kind in UNKEPT:
            raise ValueError(f"subscribe to {kind.__name__} before the start")
        for one in kinds_of(kind):
            self._bus.subscribe(one, handler)

    def story(self) -> str:
        """What happened so far in words, for a person to read."""
        from s_server.output.story import story  # noqa: PLC0415

        return "\n".join(story(self._kept().all()))

    def _kept(self) -> EventLog:
        if self._log is None:
            raise ValueError("the command keeps no events")
        return self._log

    def _missed(self, what: str) -> TimeoutError:
        story = self.story() or "nothing: no client has connected"
        return TimeoutError(f"{what}; what came instead:\n{story}")

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
