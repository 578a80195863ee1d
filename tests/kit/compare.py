"""Compare what two programs printed, line by line.

A line counts with its end, so a missing last line feed is noticed. Volatile
values are replaced (volatile.py), a session printed as PEM becomes its shape
(session.py), deliberate differences are put into the expected side, and then
the two lists of lines must be equal.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from tests.kit.differences import load_differences
from tests.kit.session import BEGIN, END, MalformedSessionError, session_shape
from tests.kit.volatile import steady, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.kit.differences import Difference

Parts = dict[str, bytes]
"""Pieces of output that a difference names as `{name}` on a line of its own."""


def compare(
    expected: bytes,
    got: bytes,
    *,
    stream: str = "stdout",
    differences: Sequence[str] = (),
    parts: Mapping[str, bytes] | None = None,
) -> list[str]:
    """Say in words where `got` is not as `expected`; empty if it is.

    Each id in `differences` names a row of docs/differences.toml; of its
    changes, those for `stream` are applied to the expected lines, and one
    that fits no place, or several, is a mismatch of its own.
    """
    wanted = steady_lines(expected)
    # Reading it takes longer than all the rest, which is done for every mutation.
    table = _table(load_differences) if differences else {}
    problems = []
    for name in differences:
        for change in table[name].changes:
            if change.stream == stream and change.c != change.ours:
                ours = _expanded(change.ours, parts or {})
                wanted, problem = _applied(wanted, list(change.c), ours)
                problems += [f"difference {name} {problem}"] * bool(problem)
    return problems + _mismatches(wanted, steady_lines(got))


def steady_lines(output: bytes) -> list[str]:
    """Cut output into lines that are the same on every run."""
    lines = output.split(b"\n")
    last = lines.pop()
    result: list[str] = []
    at = 0
    while at < len(lines):
        end = _end_of_session(lines, at)
        if end is None:
            result.append(steady(_readable(lines[at])))
            at += 1
        else:
            result += _session_lines(lines[at:end])
            at = end
    if last:
        result.append(steady(_readable(last)) + "<no line feed>")
    return told(result)


def mutations(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the output with one line dropped, doubled or swapped with the next.

    Two lines that are the same but for volatile values are not swapped.
    """
    lines = output.splitlines(keepends=True)
    for at, line in enumerate(lines):
        before, after = lines[:at], lines[at + 1 :]
        yield f"line {at + 1} dropped", b"".join([*before, *after])
        yield f"line {at + 1} doubled", b"".join([*before, line, line, *after])
        if after and _steady(after[0]) != _steady(line):
            swapped = [*before, after[0], line, *after[1:]]
            yield f"lines {at + 1} and {at + 2} swapped", b"".join(swapped)


def assert_sensitive(
    expected: bytes,
    got: bytes,
    *,
    stream: str = "stdout",
    differences: Sequence[str] = (),
    parts: Mapping[str, bytes] | None = None,
) -> int:
    """Prove that the comparison fails for every mutation of `got`; how many."""
    count = 0
    for what, mutated in mutations(got):
        mismatches = compare(
            expected, mutated, stream=stream, differences=differences, parts=parts
        )
        assert mismatches, f"{stream}: not noticed: {what} in {got!r}"
        count += 1
    return count


def information_block(stdout: bytes) -> bytes:
    """Cut the connection information block out of a server's output."""
    lines = stdout.splitlines(keepends=True)
    starts = [at for at, line in enumerate(lines) if line.rstrip() == BEGIN]
    ends = [at for at, line in enumerate(lines) if b"enegotiation" in line]
    if not starts or not ends:
        raise AssertionError(f"no information block in {stdout!r}")
    return b"".join(lines[starts[0] : ends[0] + 1])


@cache
def _table(read: Callable[[], dict[str, Difference]]) -> dict[str, Difference]:
    # By the function, which a test puts another in place of.
    return read()


def _end_of_session(lines: list[bytes], start: int) -> int | None:
    """Where the session block that starts here ends; None if none does."""
    if not lines[start].endswith(BEGIN):
        return None
    prefix = lines[start].removesuffix(BEGIN)
    for at in range(start + 1, len(lines)):
        if lines[at] == prefix + END:
            return at + 1
    return None


def _session_lines(block: list[bytes]) -> list[str]:
    # HARNESS_OSSL_PREFIX stands before every line.
    prefix = block[0].removesuffix(BEGIN)
    body = tuple(line.removeprefix(prefix) for line in block[1:-1])
    if any(not line.startswith(prefix) for line in block):
        return ["malformed session: a line without prefix", *map(_readable, block)]
    try:
        shape = session_shape(body)
    except MalformedSessionError as error:
        return [f"malformed session: {error}", *map(_readable, block)]
    return [_readable(block[0]), *shape, _readable(block[-1])]


def _steady(line: bytes) -> str:
    return steady(_readable(line.rstrip(b"\n")))


def _readable(line: bytes) -> str:
    return line.decode("ascii", errors="backslashreplace")


def _expanded(lines: Sequence[str], parts: Mapping[str, bytes]) -> list[str]:
    expanded: list[str] = []
    for line in lines:
        if line.startswith("{") and line.endswith("}"):
            expanded += steady_lines(parts[line[1:-1]])
        else:
            expanded.append(line)
    return expanded


def _applied(
    lines: list[str], before: list[str], after: list[str]
) -> tuple[list[str], str]:
    """Put `after` where `before` stands; a problem in words, if there is one.

    No lines at all stand only where nothing was printed.
    """
    if not before:
        return (
            (lines, "fits no place: the C program is not silent")
            if lines
            else (after, "")
        )
    size = len(before)
    places = [
        at for at in range(len(lines) - size + 1) if lines[at : at + size] == before
    ]
    if len(places) != 1:
        found = "fits no place" if not places else f"fits {len(places)} places"
        return lines, f"{found} in the C program's output: {before}"
    at = places[0]
    return [*lines[:at], *after, *lines[at + size :]], ""


def _mismatches(wanted: list[str], got: list[str]) -> list[str]:
    problems = []
    matcher = SequenceMatcher(a=wanted, b=got, autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag != "equal":
            problems += [f"line {at + 1} missing: {wanted[at]}"
                         for at in range(a_from, a_to)]  # fmt: skip
            problems += [f"line {at + 1} not expected: {got[at]}"
                         for at in range(b_from, b_to)]  # fmt: skip
    return problems
