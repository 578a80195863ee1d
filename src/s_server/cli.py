"""The command: words in, exit status out.

Only this module prints errors and exits.  Exit status 1 is any failure to start, 0
every ordinary end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from s_server import __version__
from s_server.connection.wakeup import Wakeup
from s_server.errors import SServerError, UsageError
from s_server.events import Bus
from s_server.libssl.load import open_library
from s_server.options.help import help_text
from s_server.options.parse import parse
from s_server.output.explained import ExplainedOutput
from s_server.output.text.printer import text_output, write_all
from s_server.server.pool import SWITCH_INTERVAL
from s_server.server.server import Server

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from s_server.config import Config
    from s_server.libssl.load import Library

PROGRAM = "s_server"
STDIN, STDOUT, STDERR = 0, 1, 2
STOPS = (signal.SIGINT, signal.SIGTERM)


def main() -> NoReturn:
    """Run the command with the words of this process and exit."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    status = run(sys.argv[1:])
    # Threads of clients that did not leave in time must not hold up the end.
    os._exit(status)


def run(words: Sequence[str]) -> int:
    """Do what the words ask for and answer the exit status."""
    stdin_closed = _fill_closed_descriptors()
    try:
        config = parse(words)
        if config.general.help:
            write_all(STDERR, help_text().encode())
            return 0
        library = open_library(config.general.library)
        if config.general.version:
            write_all(STDOUT, version_text(library).encode())
            return 0
        _serve(config, library, keyboard=None if stdin_closed else STDIN)
    except SServerError as error:
        write_all(STDERR, error_text(error).encode(errors="surrogateescape"))
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def error_text(error: SServerError) -> str:
    """Answer an error as lines: what failed and why, then the hints."""
    usage = error if isinstance(error, UsageError) else None
    before = "" if usage is not None and usage.bare else f"{PROGRAM}: "
    lines = [f"{before}{error.message}"]
    if usage is not None and usage.see_help:
        lines += [f"{PROGRAM}: {hint}" for hint in error.hints]
        lines.append(f"{PROGRAM}: Use -help for summary.")
    else:
        lines += [f"hint: {hint}" for hint in error.hints]
    return "".join(f"{line}\n" for line in lines)


def version_text(library: Library) -> str:
    """Answer what is running: ourselves, OpenSSL and its files, Python."""
    python = ".".join(map(str, sys.version_info[:3]))
    return (
        f"{PROGRAM} {__version__}\n"
        f"{library.version}\n"
        f"libssl: {library.path}\n"
        f"libcrypto: {library.crypto_path}\n"
        f"Python {python}\n"
    )


def _serve(config: Config, library: Library, *, keyboard: int | None) -> None:
    bus = Bus()
    text_output(bus, config, library.release)
    if _explains(config):
        ExplainedOutput().subscribe(bus)
    server = Server.for_command(config, bus=bus, prompt=_prompt, keyboard=keyboard)
    _raise_descriptor_limit()

    def stop(_: int, __: FrameType | None) -> None:
        # A second signal ends the process at once.
        for number in STOPS:
            signal.signal(number, signal.SIG_DFL)
        if not server.end():
            raise KeyboardInterrupt

    # Before the start: whoever reads the ACCEPT line may send a signal at once.
    for number in STOPS:
        signal.signal(number, stop)
    # Else it ends the process, as that of the C program.
    if config.sessions.ticket_keys is not None:
        signal.signal(signal.SIGHUP, lambda _, __: server.ask_reload())
    # Python runs the handler between two instructions: one that came just before
    # poll(2) would wait with it.
    signals = Wakeup()
    # What was made so far stays: the collector need not look at it (__main__.py).
    gc.freeze()
    gc.enable()
    signal.set_wakeup_fd(signals.nudged, warn_on_full_buffer=False)
    server.run(signals)
    for number in (*STOPS, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.set_wakeup_fd(-1)
    signals.close()


def _explains(config: Config) -> bool:
    asked = config.output.explain
    return os.isatty(STDERR) if asked is None else asked


def _prompt(question: str) -> str | None:
    """Ask on the terminal; None when there is none."""
    import getpass  # noqa: PLC0415 - only a prompt needs it

    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        return getpass.getpass(question)
    except (OSError, EOFError):
        return None


def _fill_closed_descriptors() -> bool:
    """Open the null device at 0, 1 and 2 where closed; answers whether 0 was.

    Else a socket would get such a number, and take what we print for its own.
    """
    stdin_closed = False
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
            stdin_closed = stdin_closed or descriptor == 0
    return stdin_closed


def _raise_descriptor_limit() -> None:
    """Allow as many descriptors as the system lets us: each client takes one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
