"""The command: its exit status, how errors are shown, descriptors that are closed."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from s_server import __version__
from s_server.cli import error_text
from s_server.errors import LoadError, SServerError, UsageError
from tests.kit.address import listening_address
from tests.kit.clients import raw_tcp
from tests.kit.servers import clean_environment
from tests.network.client import eventually

INSTALLED = str(Path(sys.executable).parent / "s_server")
HELP = "s_server: Use -help for summary.\n"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (LoadError("no file"), "s_server: no file\n"),
        (LoadError("a", hints=("b", "c")), "s_server: a\nhint: b\nhint: c\n"),
        (UsageError("a", bare=True), "a\n"),
        (UsageError("a", bare=True, hints=("b",)), "a\nhint: b\n"),
        (UsageError("a", see_help=True), f"s_server: a\n{HELP}"),
        (
            UsageError("a", see_help=True, hints=("b",)),
            f"s_server: a\ns_server: b\n{HELP}",
        ),
        (UsageError("a", bare=True, see_help=True), f"a\n{HELP}"),
    ],
)
def test_errors_as_lines(error: SServerError, text: str) -> None:
    assert error_text(error) == text


def run(
    *words: str | bytes, before: str = "", program: tuple[str, ...] = (INSTALLED,)
) -> subprocess.CompletedProcess[bytes]:
    """Run the program from a shell, after ``before`` with its descriptors."""
    shell = ("/bin/sh", "-c", f'exec "$@" {before}', "sh")
    return subprocess.run(
        [*shell, *program, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=clean_environment(),
        timeout=20,
        check=False,
    )


@pytest.mark.parametrize(
    "program", [(INSTALLED,), (sys.executable, "-m", "s_server")], ids=["command", "-m"]
)
def test_both_ways_to_start(program: tuple[str, ...]) -> None:
    done = run("-version", program=program)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"s_server {__version__}\n".encode())


def test_help_goes_to_stderr() -> None:
    done = run("-help")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"Network options" in done.stderr


def test_help_needs_no_library() -> None:
    assert run("-libssl", "/no/such/library", "-help").returncode == 0
    assert run("-libssl", "/no/such/library", "-version").returncode == 1


def test_a_usage_error_comes_before_the_library() -> None:
    done = run("-libssl", "/no/such/library", "-bogus")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == f"s_server: Unknown option: -bogus\n{HELP}".encode()


def test_bytes_that_are_no_text_are_shown_as_they_came() -> None:
    done = run(b"-cert", b"\xff\xfe.pem")
    assert done.returncode == 1
    assert b"\xff\xfe.pem: No such file or directory\n" in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_descriptors_are_no_error(closed: str) -> None:
    assert run("-version", before=closed).returncode == 0
    assert run("-bogus", before=closed).returncode == 1


def test_what_is_printed_never_lands_in_a_file_of_ours(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("no key")
    done = run("-key", str(key), "-cert", str(key), before=">&- 2>&-")
    assert done.returncode == 1
    assert key.read_text() == "no key"


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_is_gone_is_no_error(stream: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {stream: writer}
    words = ["-version"] if stream == "stdout" else ["-help"]
    with subprocess.Popen([INSTALLED, *words], **streams) as process:  # type: ignore[call-overload]  # stdout and stderr
        os.close(writer)
        said, complained = process.communicate(timeout=20)
    assert process.returncode == 0
    assert not (said or b"") + (complained or b"")


def said(*options: str, terminal: bool) -> bytes:
    """What a server prints on standard error about a client that speaks no TLS."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    command = [INSTALLED, "-www", "-accept", "127.0.0.1:0", "-naccept", "1", *options]
    with (
        open(ours, "rb", buffering=0) as shown,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env=clean_environment(),
        ) as server,
    ):
        os.close(theirs)
        where = eventually(lambda: listening_address(server.pid), "a listening socket")
        raw_tcp(where, b"GET / HTTP/1.0\r\n\r\n")
        server.wait(20)
        data = b""
        # A terminal whose other side is closed answers EIO.
        with contextlib.suppress(OSError):
            while piece := shown.read(4096):
                data += piece
        return data.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("options", "terminal", "explains"),
    [
        ((), True, True),
        (("-quiet",), True, True),
        (("-no_explain",), True, False),
        ((), False, False),
        (("-explain",), False, True),
        (("-no_explain", "-explain"), False, True),
    ],
)
def test_failures_are_explained_to_a_terminal(
    options: tuple[str, ...], *, terminal: bool, explains: bool
) -> None:
    text = said(*options, terminal=terminal)
    words = b"s_server: connection 1: the client speaks plain HTTP, not TLS: "
    assert (words in text) is explains
    # What OpenSSL says of it is there as ever, and comes first.
    quiet = "-quiet" in options
    assert (b"http request" in text.partition(words)[0]) is not quiet
