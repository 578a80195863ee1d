"""The two servers that tests compare, behind one interface.

`CProgram` is the machine's `openssl s_server`, `Ours` is this project. Both
get the same options, the same folder and the same environment, so that what
differs is theirs.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from tests.kit.address import Address, from_accept_line, listening_address
from tests.kit.json_lines import read_lines
from tests.kit.process import Running, Stdin
from tests.kit.release import PYTHON, RELEASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from tests.kit.clients import Seen

SWAYING = (
    "HARNESS_OSSL_PREFIX",
    "OPENSSL_CONF",
    "OPENSSL_ENGINES",
    "OPENSSL_MODULES",
    "SSLKEYLOGFILE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "http_proxy",
    "https_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "no_proxy",
    "NO_PROXY",
)
"""Variables that change what a server does: only a test may set them."""
ADDRESS_OPTIONS = frozenset({"-port", "-accept", "-unix"})
SILENT_OPTIONS = frozenset({"-quiet", "-brief"})
ACCEPT_LINE = rb"ACCEPT(?: (?P<where>\S.*))?$"


def clean_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Take our own environment, less what sways a server, plus the changes."""
    kept = {name: value for name, value in os.environ.items() if name not in SWAYING}
    return kept | dict(changes or {})


class ServerRun(Running):
    """A started server; its address is known once it is ready."""

    _address: Address | None = None

    @property
    def address(self) -> Address:
        """Where a client reaches it."""
        if self._address is None:
            raise ValueError("this server was not waited for")
        return self._address

    @property
    def port(self) -> int:
        """The TCP port."""
        return self.address.port

    @property
    def path(self) -> str:
        """The path of the unix socket, absolute where the server has a `cwd`."""
        return self.address.path

    def without_own_words(self, seen: Seen) -> Seen:
        """Take out of what a client saw what the kit added to the command line."""
        return seen

    def wait_ready(self, *, prints_accept: bool) -> None:
        """Wait until it listens, by its line or by the kernel's table."""
        said = None
        if prints_accept:
            where = self.wait_line(ACCEPT_LINE)["where"]
            said = from_accept_line((where or b"").decode())
        address = said or self.wait_for(
            lambda: listening_address(self.pid), "a listening socket"
        )
        if address.path and self.cwd:
            address = replace(address, path=str(self.cwd / address.path))
        self._address = address


class Server:
    """One way to start a server; subclasses say which program it is."""

    name: ClassVar[str]
    command: tuple[str, ...]
    environment: Mapping[str, str] = MappingProxyType({})

    def start(
        self,
        *options: str,
        stdin: Stdin = "pipe",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> ServerRun:
        """Start it and wait until it listens.

        Unless the options name an address it is `127.0.0.1:0`.
        """
        running = self.launch(*_with_address(options), stdin=stdin, cwd=cwd, env=env)
        try:
            running.wait_ready(prints_accept=prints_accept(options))
        except BaseException:
            running.stop()
            raise
        return running

    def launch(
        self,
        *options: str,
        stdin: Stdin = "pipe",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> ServerRun:
        """Start it with exactly these options, and wait for nothing."""
        command = (*self.command, *options)
        environment = clean_environment({**self.environment, **(env or {})})
        return ServerRun(command, stdin=stdin, cwd=cwd, env=environment)


class CProgram(Server):
    """The machine's `openssl s_server`."""

    name = "C"
    command: tuple[str, ...] = ("openssl", "s_server")


class OursRun(ServerRun):
    """Our server, whose events are lines in a file that is checked at the end."""

    json: Path | None = None

    def without_own_words(self, seen: Seen) -> Seen:
        """Take out of what a client saw what the kit added to the command line."""
        if self.json is None:
            return seen
        words = b"-json %s " % bytes(self.json)
        return replace(seen, stdout=seen.stdout.replace(words, b""))

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it told of so far, each line checked."""
        if self.json is None:
            raise ValueError("this server does not tell of its events")
        return read_lines(self.json)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None and self.json is not None:
            # What the test says of itself goes first.
            self.json.unlink(missing_ok=True)
        super().__exit__(kind, error, trace)

    def stop(self) -> None:
        """End it, and check what it told of."""
        super().stop()
        path, self.json = self.json, None
        if path is None or not path.exists():
            return
        try:
            read_lines(path)
        finally:
            path.unlink()


class Ours(Server):
    """This project, on the Python that runs the tests, unless `make matrix` says which.

    With `json` it tells of its events too, and they are checked when it is stopped: not
    where descriptors are counted or work is measured.
    """

    name = "ours"
    release: ClassVar[str] = RELEASE
    command: tuple[str, ...] = (PYTHON, "-m", "s_server")

    def __init__(self, *, json: bool = True) -> None:
        self._json = json

    def launch(
        self,
        *options: str,
        stdin: Stdin = "pipe",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> OursRun:
        """Start it, with `-json` before these options."""
        environment = clean_environment({**self.environment, **(env or {})})
        path = None
        words = list(options)
        if self._json and "-json" not in options:
            descriptor, name = tempfile.mkstemp(suffix=".json")
            os.close(descriptor)
            path = Path(name)
            words = ["-json", name, *options]
        command = (*self.command, *words)
        running = OursRun(command, stdin=stdin, cwd=cwd, env=environment)
        running.json = path
        return running


def prints_accept(options: tuple[str, ...]) -> bool:
    """Tell whether a server with these options prints its `ACCEPT` line."""
    words = _words(options)
    return "-debug" in words or not words & SILENT_OPTIONS


def _with_address(options: tuple[str, ...]) -> tuple[str, ...]:
    if _words(options) & ADDRESS_OPTIONS:
        return options
    return ("-accept", "127.0.0.1:0", *options)


def _words(options: tuple[str, ...]) -> set[str]:
    """The names of the options, spelt with one dash and without values."""
    return {word.replace("--", "-", 1).partition("=")[0] for word in options}
