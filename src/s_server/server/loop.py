"""The loop: sets up, listens, gives each client its thread, and stops.

One loop polls the listening sockets, standard input and the stop.  Everything that
takes time happens in the connections' own threads.
"""

from __future__ import annotations

import os
import select
from functools import partial
from typing import TYPE_CHECKING

from s_server.connection.arrivals import Arrivals
from s_server.connection.keyboard import Command, Typist
from s_server.connection.life import Connection
from s_server.connection.service import Service, Stop, stories_of
from s_server.errors import UnsupportedError
from s_server.events import (
    Bus,
    CertificateMade,
    Ended,
    Explained,
    Listening,
    StoppedListening,
    Warned,
)
from s_server.libssl.random import write_random_file
from s_server.server.gate import open_gate
from s_server.server.pool import Pool
from s_server.server.reloading import Reloading
from s_server.setup import Setup, build

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from s_server.config import Config
    from s_server.connection.arrivals import Arrival
    from s_server.connection.wakeup import Wakeup
    from s_server.explain.witness import Witness
    from s_server.libssl.context import Context
    from s_server.libssl.datagram import Door
    from s_server.libssl.load import Library
    from s_server.output.json_lines.writer import LineWriter
    from s_server.server.gate import Gate
    from s_server.transport.binding import Bound

INPUT_PIECE = 16384
GOODBYE = 2.0
"""Seconds that connections have to end in when the server stops."""


class Loop:
    """A server made from a configuration; ``bus`` has its outputs subscribed.

    ``keyboard`` is the descriptor of what is typed; without one nothing is typed, and
    the connections of the console mode need not take turns.

    ``start`` raises what is wrong with the configuration; ``run`` serves until the
    server ends; ``stop`` may be called from any thread or signal handler.
    """

    def __init__(
        self,
        config: Config,
        *,
        library: Library,
        bus: Bus,
        prompt: Callable[[str], str | None] = lambda _: None,
        keyboard: int | None = None,
    ) -> None:
        self.config = config
        self.library = library
        self.bus = bus
        self._prompt = prompt
        self._json: LineWriter | None = None
        self._setup: Setup | None = None
        self._gate: Gate | None = None
        self._door: Door | None = None
        self._service: Service | None = None
        self._pool = Pool(self._live)
        self._wakeups: dict[int, Wakeup] = {}
        self._watched: dict[int, socket.socket | None] = {}
        self._interest: tuple[int, int | None] | None = None
        self._poll = select.poll()
        self._accepted = 0
        self._limit = config.network.accept_limit
        self._most = config.network.max_connections
        self._paused = False
        self.reloading = Reloading(config, bus)
        self._told_shortages: set[str] = set()
        self._keyboard = keyboard if config.attended else None
        silent = config.output.quiet or config.output.brief
        self._typist = Typist(commands=not silent)

    def start(self) -> None:
        """Set up and listen; raises SServerError with nothing left half started."""
        # Before the contexts are made: they tell of what somebody wants to hear.
        stories = stories_of(self.config, self.bus)
        try:
            self._open_json()
            witness = self._witness()
            self._setup = build(self.config, self.library, self.bus, self._prompt)
            self.reloading.setup = self._setup
            door = self._make_door(self._setup.context)
            strange = None if witness is None else witness.meet_stranger
            self._gate = open_gate(self.config, door, strange, library=self.library)
            self._service = Service(
                config=self.config,
                context=self._setup.context,
                bus=self.bus,
                stop=Stop(),
                takes_turns=self._keyboard is not None,
                stories=stories,
                witness=witness,
                door=door,
                arrivals=None if door is None else Arrivals(),
            )
        except BaseException:
            self._tear_down()
            raise
        self._tell_start(self._gate.bound)

    def _make_door(self, context: Context) -> Door | None:
        if not self.config.dtls.over_udp:
            return None
        from s_server.libssl.datagram import Door  # noqa: PLC0415 - DTLS alone

        self._door = Door(context)
        return self._door

    def _open_json(self) -> None:
        path = self.config.output.json
        if path is not None:
            from s_server.output.json_lines.lines import json_output  # noqa: PLC0415 - seldom needed

            # Before the set-up, which asks who would hear of what.
            self._json = json_output(path, self.bus, self.library)

    def run(self, signals: Wakeup | None = None) -> None:
        """Serve until -naccept is used up, or somebody stops the server.

        ``signals`` is nudged by a signal whose handler is to run (cli.py).
        """
        assert self._service is not None
        service = self._service
        came = None if service.arrivals is None else service.arrivals.came
        wakeups = (self._pool.ended, service.keyboard.emptied, signals, came)
        self._wakeups = {w.descriptor: w for w in wakeups if w is not None}
        if service.witness is not None:
            service.witness.prepare()
            import s_server.libssl.offer  # noqa: F401, PLC0415 - as the causes
        try:
            while not service.stop.done and not self._is_over():
                self._turn(service)
            if service.stop.by_keyboard:
                self.bus.emit(StoppedListening())
            self._close_listener()
            self._pool.wait(GOODBYE if service.stop.done else None)
            self.bus.emit(Ended(counters=service.context.counters()))
            self._write_random()
        finally:
            service.end()
            self._tear_down()

    def stop(self) -> bool:
        """End the server; connections get close_notify.

        Answers False before ``start`` is done: then there is nothing to end yet.
        """
        # Taken once: the loop's own thread forgets it when it has torn down.
        service = self._service
        if service is None:
            return False
        service.end()
        return True

    def _witness(self) -> Witness | None:
        if not self.bus.wants(Explained):
            return None
        from s_server.explain.witness import Witness  # noqa: PLC0415 - when wanted

        return Witness(self.bus, self.config)

    def _turn(self, service: Service) -> None:
        """Wait for one thing to happen and do it."""
        self._watch(service)
        ready = dict(self._poll.poll(self._patience))
        self._paused = False
        for descriptor in ready:
            if descriptor in self._wakeups:
                self._wakeups[descriptor].calm()
        self.reloading.do_if_asked()
        # The keyboard comes before the network, as in the C program.
        if self._keyboard is not None and self._keyboard in ready:
            self._read_input(service, self._keyboard)
        arrivals = service.arrivals
        while arrivals is not None and (arrival := arrivals.take()) is not None:
            self._admit_again(service, arrival)
        for descriptor in self._watched if self._has_backlog else ready:
            listening = self._watched[descriptor]
            if listening is not None:
                self._accept(service, listening)

    def _watch(self, service: Service) -> None:
        """Have the poll watch what is of interest now, and no more."""
        assert self._gate is not None
        is_full = self._is_full()
        self._pool.watched = self._paused or is_full or self._is_used_up
        if is_full:
            # A connection that has ended in between has nudged nobody.
            is_full = self._is_full()
        sockets = () if self._paused or is_full else self._gate.bound.sockets
        reads = self._keyboard is not None and service.keyboard.has_room
        keyboard = self._keyboard if reads else None
        # Mostly nothing has changed, and this runs once for each client.
        if (interest := (len(sockets), keyboard)) != self._interest:
            self._interest = interest
            self._register(service, sockets, keyboard)

    def _register(
        self, service: Service, sockets: Sequence[socket.socket], keyboard: int | None
    ) -> None:
        wanted: dict[int, socket.socket | None] = dict.fromkeys(self._wakeups)
        wanted[service.stop.descriptor] = None
        wanted |= {listening.fileno(): listening for listening in sockets}
        if keyboard is not None:
            wanted[keyboard] = None
        for descriptor in self._watched.keys() - wanted.keys():
            self._poll.unregister(descriptor)
        for descriptor in wanted.keys() - self._watched.keys():
            self._poll.register(descriptor, select.POLLIN)
        self._watched = wanted

    @property
    def _patience(self) -> int | None:
        """Milliseconds until the next try to accept, when the last one failed."""
        if self._paused:
            return 1000
        return 0 if self._has_backlog else None

    @property
    def _has_backlog(self) -> bool:
        """Whether somebody could be let in whom no socket tells of."""
        gate = self._gate
        return gate is not None and gate.has_backlog and not self._is_full()

    def _is_full(self) -> bool:
        return self._pool.count >= self._most

    @property
    def _is_used_up(self) -> bool:
        return self._limit is not None and self._accepted >= self._limit

    def _is_over(self) -> bool:
        """Whether -naccept is used up and its last connection has ended."""
        if not self._is_used_up:
            return False
        self._close_listener()
        self._pool.watched = True
        return self._pool.count == 0

    def _accept(self, service: Service, listening: socket.socket) -> None:
        assert self._gate is not None
        if self._is_used_up or self._is_full():
            return
        try:
            arrival = self._gate.accept(listening)
        except OSError as problem:
            self._cannot_accept(problem)
            return
        if arrival is not None:
            self._admit(service, arrival)

    def _admit(self, service: Service, arrival: Arrival) -> None:
        self._accepted += 1
        connection = Connection(service, self._accepted, arrival)
        if service.takes_turns:
            service.line.expect(self._accepted, connection.quit)
        if not self._pool.start(connection):
            service.line.leave(self._accepted)
            arrival.turn_away()
            message = f"no thread for {arrival.peer}: it was closed"
            self.bus.emit(Warned(message=message))

    def _admit_again(self, service: Service, arrival: Arrival) -> None:
        """Give a client that began anew its next connection, as if by the listener."""
        if self._is_used_up:
            arrival.turn_away()
        else:
            self._admit(service, arrival)

    def _cannot_accept(self, problem: OSError) -> None:
        """Leave the clients in the queue for a while: mostly something is short.

        Told once: at the edge of a limit it comes and goes with every client.
        """
        self._paused = True
        message = f"cannot accept: {problem.strerror}"
        if message not in self._told_shortages:
            self._told_shortages.add(message)
            self.bus.emit(Warned(message=message))

    def _live(self, connection: Connection) -> None:
        try:
            connection.run()
        except Exception as problem:
            words = f"internal error: {type(problem).__name__}: {problem}"
            if isinstance(problem, UnsupportedError):
                words = str(problem)  # the client's, or news since the start
            message = f"connection {connection.info.number}: {words}"
            self.bus.emit(Warned(message=message))

    def _read_input(self, service: Service, keyboard: int) -> None:
        try:
            data = os.read(keyboard, INPUT_PIECE)
        except BlockingIOError:
            return  # another reader of the same terminal was faster
        except OSError:
            data = b""
        if data:
            items = self._typist.feed(data)
        else:
            items = self._typist.end()
            self._keyboard = None
            if self._ignores_end:
                items = items[:-1]
        if Command.QUIT_SERVER in items:
            # Q acts at once; what was typed before it is still delivered.
            service.keyboard.put(items[: items.index(Command.QUIT_SERVER)])
            service.end(by_keyboard=True)
            return
        service.keyboard.put(items)
        for _ in range(items.count(Command.QUIT_CONNECTION)):
            asked = partial(service.keyboard.take_if, Command.QUIT_CONNECTION)
            service.line.end_oldest_handshake(asked)

    @property
    def _ignores_end(self) -> bool:
        asked = self.config.mode.ignore_end_of_input
        output = self.config.output
        return asked if asked is not None else output.quiet or output.brief

    def _tell_start(self, listener: Bound) -> None:
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
                    is_datagram=self.config.dtls.is_on,
                    is_sctp=self.config.dtls.sctp,
                )
            )
        self.bus.emit(
            Listening(
                addresses=listener.addresses,
                port=listener.port,
                chosen=listener.chosen,
                fast_open=self.config.network.fast_open,
            )
        )

    def _write_random(self) -> None:
        path = self.config.randomness.write_file
        if path is not None and not write_random_file(self.library, path):
            self.bus.emit(Warned(message=f"cannot write random bytes to {path}"))

    def _close_listener(self) -> None:
        if self._gate is not None:
            self._gate.bound.close()

    def _tear_down(self) -> None:
        self._close_listener()
        if self._json is not None:
            self._json.close()
        if self._door is not None:
            self._door.close()
        if self._setup is not None:
            if self._setup.made is not None:
                self._setup.made.remove()
            self._setup.context.close()
            self._setup = self.reloading.setup = None
        if self._pool.count:
            return
        self._pool.close()
        if self._service is not None:
            self._service.keyboard.close()
            if self._service.arrivals is not None:
                self._service.arrivals.close()
            self._service.stop.close()
            self._service = None
