"""The two servers that tests compare, behind one interface.

`CProgram` is the machine's `openssl s_server`, `Ours` is this project. Both
get the same options, the same folder and the same environment, so that what
differs is theirs.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from tests.kit.address import Address, from_accept_line, listening_address
from tests.kit.process import Running, Stdin

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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


class Ours(Server):
    """This project, on the Python that runs the tests."""

    name = "ours"
    command: tuple[str, ...] = (sys.executable, "-m", "s_server")


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
