"""What is read anew while the server runs: the keys of its tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import SServerError
from s_server.events import Warned
from s_server.setup import reload

if TYPE_CHECKING:
    from s_server.config import Config
    from s_server.events import Bus
    from s_server.setup import Setup


class Reloading:
    """Reads files anew, for what is set up; ``setup`` is None when nothing is."""

    def __init__(self, config: Config, bus: Bus) -> None:
        self.setup: Setup | None = None
        self._config = config
        self._bus = bus
        self._asked = False

    def do(self) -> None:
        """Read them, on any thread; raises LoadError, and nothing has changed then."""
        # Taken once: the loop's own thread forgets it when it has torn down.
        setup = self.setup
        if setup is not None:
            reload(setup, self._config, self._bus)

    def ask(self) -> None:
        """Have the loop do that, at its next turn; a signal handler may call it."""
        self._asked = True

    def do_if_asked(self) -> None:
        """Do what was asked for, and warn where it fails."""
        if not self._asked:
            return
        self._asked = False
        try:
            self.do()
        except SServerError as problem:
            message = f"{problem.message}: what was read before stays in use"
            self._bus.emit(Warned(message=message))
