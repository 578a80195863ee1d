"""The server: sets up, listens, gives each client its thread, and stops.

One loop polls the listening sockets, standard input and the stop.  Everything that
takes time happens in the connections' own threads.
"""

from __future__ import annotations

import os
import select
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from s_server.connection.keyboard import Command, Typist
from s_server.connection.life import Connection
from s_server.connection.service import Service, Stop
from s_server.connection.wakeup import Wakeup
from s_server.events import (
    Bus,
    CertificateMade,
    Ended,
    Listening,
    StoppedListening,
    Warned,
)
from s_server.libssl.load import Library, open_library
from s_server.libssl.random import write_random_file
from s_server.setup import Setup, build
from s_server.transport.stream import Listener, listen

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from s_server.config import Config

STDIN = 0
INPUT_PIECE = 16384
GOODBYE = 2.0
"""Seconds that connections have to end in when the server stops."""


class Server:
    """A server made from a configuration; ``bus`` has its outputs subscribed.

    ``start`` raises what is wrong with the configuration; ``run`` serves until the
    server ends; ``stop`` may be called from any thread or signal handler.
    """

    def __init__(
        self,
        config: Config,
        *,
        library: Library | None = None,
        bus: Bus | None = None,
        prompt: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self.config = config
        self.library = library or open_library(config.general.library)
        self.bus = bus or Bus()
        self._prompt = prompt
        self._setup: Setup | None = None
        self._listener: Listener | None = None
        self._service: Service | None = None
        self._threads = _Threads()
        self._accepted = 0
        self._paused = False
        self._warned_of_pause = False
        self._typist: Typist | None = None
        if config.attended:
            silent = config.output.quiet or config.output.brief
            self._typist = Typist(commands=not silent)

    def start(self) -> None:
        """Set up and listen; raises SServerError with nothing left half started."""
        try:
            self._setup = build(self.config, self.library, self.bus, self._prompt)
            self._listener = listen(self.config.network)
            self._service = Service(
                config=self.config,
                context=self._setup.context,
                bus=self.bus,
                stop=Stop(),
            )
        except BaseException:
            self._tear_down()
            raise
        self._tell_start(self._listener)

    def run(self) -> None:
        """Serve until -naccept is used up, or somebody stops the server."""
        assert self._service is not None
        service = self._service
        try:
            while not service.stop.done and not self._used_up():
                self._turn(service)
            if service.stop.by_keyboard:
                self.bus.emit(StoppedListening())
            self._close_listener()
            self._threads.wait(GOODBYE if service.stop.done else None)
            self.bus.emit(Ended(counters=service.context.counters()))
            self._write_random()
        finally:
            service.end()
            self._tear_down()

    def stop(self) -> bool:
        """End the server; connections get close_notify.

        Answers False before ``start`` is done: then there is nothing to end yet.
        """
        if self._service is None:
            return False
        self._service.end()
        return True

    def _turn(self, service: Service) -> None:
        """Wait for one thing to happen and do it."""
        poll = select.poll()
        poll.register(service.stop.descriptor, select.POLLIN)
        ended, emptied = self._threads.ended, service.keyboard.emptied
        poll.register(ended.descriptor, select.POLLIN)
        poll.register(emptied.descriptor, select.POLLIN)
        sockets = self._sockets()
        for descriptor in sockets:
            poll.register(descriptor, select.POLLIN)
        if self._wants_input(service):
            poll.register(STDIN, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(self._patience)}
        ended.calm()
        emptied.calm()
        self._paused = False
        # The keyboard comes before the network, as in the C program.
        if STDIN in ready:
            self._read_input(service)
        for descriptor in ready & sockets.keys():
            self._accept(service, sockets[descriptor])

    @property
    def _patience(self) -> int | None:
        """Milliseconds until the next try to accept, when the last one failed."""
        return 1000 if self._paused else None

    def _sockets(self) -> dict[int, socket.socket]:
        assert self._listener is not None
        if self._paused:
            return {}
        return {s.fileno(): s for s in self._listener.sockets}

    def _used_up(self) -> bool:
        limit = self.config.network.accept_limit
        if limit is None or self._accepted < limit:
            return False
        self._close_listener()
        return self._threads.count == 0

    def _accept(self, service: Service, listening: socket.socket) -> None:
        assert self._listener is not None
        limit = self.config.network.accept_limit
        if limit is not None and self._accepted >= limit:
            return
        try:
            accepted = self._listener.accept(listening)
        except OSError as problem:
            self._cannot_accept(problem)
            return
        if accepted is None:
            return
        self._warned_of_pause = False
        self._accepted += 1
        client, peer = accepted
        connection = Connection(service, self._accepted, client, peer)
        service.line.expect(self._accepted, connection.quit)
        if not self._threads.start(self._live, connection):
            service.line.leave(self._accepted)
            client.close()
            self.bus.emit(Warned(message=f"no thread for {peer}: it was closed"))

    def _cannot_accept(self, problem: OSError) -> None:
        """Leave the clients in the queue for a while: mostly something is short.

        Told once, until it works again.
        """
        self._paused = True
        if not self._warned_of_pause:
            self._warned_of_pause = True
            self.bus.emit(Warned(message=f"cannot accept: {problem.strerror}"))

    def _live(self, connection: Connection) -> None:
        try:
            connection.run()
        except Exception as problem:
            words = f"{type(problem).__name__}: {problem}"
            message = f"connection {connection.info.number}: internal error: {words}"
            self.bus.emit(Warned(message=message))

    def _wants_input(self, service: Service) -> bool:
        return self._typist is not None and service.keyboard.has_room

    def _read_input(self, service: Service) -> None:
        assert self._typist is not None
        try:
            data = os.read(STDIN, INPUT_PIECE)
        except BlockingIOError:
            return  # another reader of the same terminal was faster
        except OSError:
            data = b""
        if data:
            items = self._typist.feed(data)
        else:
            items = self._typist.end()
            self._typist = None
            if self._ignores_end:
                items = items[:-1]
        if Command.QUIT_SERVER in items:
            # Q acts at once; what was typed before it is still delivered.
            service.keyboard.put(items[: items.index(Command.QUIT_SERVER)])
            service.end(by_keyboard=True)
            return
        keyboard = service.keyboard
        keyboard.put(items)
        for _ in range(items.count(Command.QUIT_CONNECTION)):
            asked = partial(keyboard.take_if, Command.QUIT_CONNECTION)
            service.line.end_oldest_handshake(asked)

    @property
    def _ignores_end(self) -> bool:
        asked = self.config.mode.ignore_end_of_input
        output = self.config.output
        return asked if asked is not None else output.quiet or output.brief

    def _tell_start(self, listener: Listener) -> None:
        for warning in listener.warnings:
            self.bus.emit(Warned(message=warning))
        made = self._setup.made if self._setup is not None else None
        if made is not None:
            self.bus.emit(
                CertificateMade(
                    ca_file=made.ca_file,
                    names=made.names,
                    address=listener.addresses[0],
                    port=listener.port,
                )
            )
        self.bus.emit(
            Listening(
                addresses=listener.addresses,
                port=listener.port,
                chosen=listener.chosen,
            )
        )

    def _write_random(self) -> None:
        path = self.config.randomness.write_file
        if path is not None and not write_random_file(self.library, path):
            self.bus.emit(Warned(message=f"cannot write random bytes to {path}"))

    def _close_listener(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def _tear_down(self) -> None:
        self._close_listener()
        if self._setup is not None:
            if self._setup.made is not None:
                self._setup.made.remove()
            self._setup.context.close()
            self._setup = None
        if self._threads.count:
            return
        self._threads.close()
        if self._service is not None:
            self._service.keyboard.close()
            self._service.stop.close()
            self._service = None


class _Threads:
    """The connections' threads; the end of each wakes the server's loop."""

    def __init__(self) -> None:
        self.ended = Wakeup()
        self._changed = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How many connections live."""
        with self._changed:
            return self._count

    def start(self, live: Callable[[Connection], None], connection: Connection) -> bool:
        """Give a connection its thread; False when the system has none to give."""
        thread = threading.Thread(
            target=self._run,
            args=(live, connection),
            name=f"connection-{connection.info.number}",
            daemon=True,
        )
        with self._changed:
            self._count += 1
        try:
            thread.start()
        except RuntimeError:
            self._left()
            return False
        return True

    def wait(self, seconds: float | None) -> None:
        """Wait until no connection lives, at most so long."""
        deadline = None if seconds is None else time.monotonic() + seconds
        with self._changed:
            while self._count:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return
                self._changed.wait(left)

    def close(self) -> None:
        """Close the wake-up; no connection may live any more."""
        self.ended.close()

    def _run(self, live: Callable[[Connection], None], connection: Connection) -> None:
        try:
            live(connection)
        finally:
            self._left()

    def _left(self) -> None:
        with self._changed:
            self._count -= 1
            self.ended.nudge()
            self._changed.notify_all()
