"""Running: what it collects, how it waits, how programs get their input."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.kit.process import NotSeenError, Running, Stdin

ECHO = "import sys\nfor line in sys.stdin: print('got', line, end='', flush=True)"
SILENT = "import signal; print('up', flush=True); signal.pause()"


def python(code: str, stdin: Stdin = "pipe") -> Running:
    return Running([sys.executable, "-c", code], stdin=stdin)


def test_it_types_and_waits_for_lines() -> None:
    with python(ECHO) as program:
        program.type(b"one\ntwo\n")
        assert program.wait_line(rb"^got (\w+)$", nth=2)[1] == b"two"
        program.close_stdin()
        assert program.wait() == 0
        assert program.stdout == b"got one\ngot two\n"


def test_the_streams_stay_apart() -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr)"
    with python(code) as program:
        program.wait_line(b"err", stream="stderr")
        program.wait()
        assert (program.stdout, program.stderr) == (b"out\n", b"err\n")


def test_half_a_line_is_no_line_but_is_bytes() -> None:
    code = "import signal; print('half', end='', flush=True); signal.pause()"
    with python(code) as program:
        program.wait_bytes(b"half")
        with pytest.raises(NotSeenError):
            program.wait_line(b"half", timeout=0.05)


def test_time_out_tells_all_that_was_seen() -> None:
    with python(SILENT) as program:
        program.wait_line(b"up")
        with pytest.raises(NotSeenError) as raised:
            program.wait_line(b"down", timeout=0.05)
    text = str(raised.value)
    assert "waited for a line with b'down': 0.05 s passed" in text
    assert "exit status: None" in text
    assert "--- stdout so far (3 bytes)\nup\n" in text
    assert "--- stderr so far (0 bytes)" in text


def test_an_ended_program_ends_the_wait_at_once() -> None:
    with (
        python("print('bye')") as program,
        pytest.raises(NotSeenError, match="the output ended"),
    ):
        program.wait_line(b"never")


def test_waiting_for_something_outside_ends_with_the_program() -> None:
    with python("") as program, pytest.raises(NotSeenError, match="a miracle"):
        program.wait_for(lambda: None, "a miracle")


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [("null", b"b''\n"), ("closed", b"None\n"), (b"a\nb", b"b'a\\nb'\n")],
)
def test_kinds_of_input(stdin: Stdin, expected: bytes) -> None:
    code = "import sys; print(sys.stdin and sys.stdin.buffer.read())"
    with python(code, stdin) as program:
        assert program.wait() == 0
        assert program.stdout == expected


def test_a_terminal_as_input() -> None:
    code = "import sys; print(sys.stdin.isatty(), repr(sys.stdin.read()))"
    with python(code, "pty") as program:
        program.type(b"typed\n")
        program.close_stdin()
        assert program.wait() == 0
        assert program.stdout == b"True 'typed\\n'\n"


def test_what_was_typed_is_waited_for_until_it_is_read() -> None:
    with python("import sys; print(sys.stdin.readline())") as program:
        program.pause()
        program.type(b"typed")
        with pytest.raises(NotSeenError):
            program.wait_for(lambda: None, "nothing", timeout=0.05)
        program.resume()
        program.wait_typed_read()
        program.type(b"\n")
        program.wait_line(b"typed")


def test_a_program_without_a_keyboard_takes_no_typing() -> None:
    with python("", "null") as program, pytest.raises(ValueError, match="keyboard"):
        program.type(b"x")


def test_signal_and_status() -> None:
    with python(SILENT) as program:
        program.wait_line(b"up")
        assert program.status is None
        program.signal(signal.SIGKILL)
        assert program.wait() == -signal.SIGKILL


def test_stop_ends_a_program_that_never_would() -> None:
    program = python(SILENT)
    program.wait_line(b"up")
    program.stop()
    assert program.status == -signal.SIGTERM


def test_a_wait_that_is_too_short_says_so() -> None:
    with (
        python(SILENT) as program,
        pytest.raises(NotSeenError, match="the end of the program"),
    ):
        program.wait(timeout=0.05)


def test_a_missing_program_is_an_error_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        Running(["/nonexistent/program"])


def test_a_paused_program_stands_still_until_it_is_resumed() -> None:
    with python(ECHO) as program:
        program.type(b"one\n")
        program.wait_line(b"got one")
        program.pause()
        program.type(b"two\n")
        with pytest.raises(NotSeenError):
            program.wait_line(b"two", timeout=0.05)
        program.resume()
        program.wait_line(b"two")


def test_a_paused_program_can_be_stopped() -> None:
    program = python(SILENT)
    program.wait_line(b"up")
    program.pause()
    program.stop()
    assert program.status == -signal.SIGTERM
