"""Hold the same conversation with two servers, and compare all that was seen.

A scenario says how the server is started and what a client does; its end must
be the server's own (`-naccept`, `Q`, a refused start), so that the exit status
means something and no output is cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.kit.address import free_port
from tests.kit.clients import Seen
from tests.kit.compare import assert_sensitive, compare, information_block
from tests.kit.servers import CProgram, Ours, Server, ServerRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.kit.process import Stdin

# What SSL_SESSION_print(3) says on the status page.
PAGE_END = b"</pre></BODY></HTML>"
_PAGE_SECRET = re.compile(rb"^(    (?:Master-Key|Resumption PSK): )[0-9A-F]+$", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One conversation.

    Without a client the server is expected to end by itself. `differences`
    are ids of docs/differences.toml; what they name as `{block}` or `{summary}`
    is the information block or the brief summary that the C program prints in
    another scenario. `uncertain` streams depend on luck and are not compared:
    whoever names one says why.
    """

    name: str
    options: tuple[str, ...] = ()
    client: Callable[[ServerRun], Seen] | None = None
    stdin: Stdin = "pipe"
    env: Mapping[str, str] = field(default_factory=dict)
    expect_exit: int = 0
    differences: tuple[str, ...] = ()
    block_of: Scenario | None = None
    summary_of: Scenario | None = None
    uncertain: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that a conversation left behind."""

    stdout: bytes
    stderr: bytes
    exit: int
    client_seen: Seen

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Give each stream by the name that docs/differences.toml uses."""
        yield "stdout", self.stdout
        yield "stderr", self.stderr
        yield "exit", b"%d\n" % self.exit
        yield "client", self.client_seen.stdout
        yield "client stderr", self.client_seen.stderr
        yield "client exit", b"%d\n" % self.client_seen.status


def run(server: Server, scenario: Scenario, folder: Path) -> Outcome:
    """Hold the conversation in `folder`, where the certificates are.

    `{port}` in an option becomes a port that is free.
    """
    start = server.start if scenario.client else server.launch
    port = str(free_port())
    options = [word.replace("{port}", port) for word in scenario.options]
    seen = Seen()
    with start(*options, stdin=scenario.stdin, cwd=folder, env=scenario.env) as running:
        if scenario.client:
            seen = scenario.client(running)
        status = running.wait()
        return Outcome(
            stdout=running.stdout,
            stderr=running.stderr,
            exit=status,
            client_seen=running.without_own_words(seen),
        )


def both(scenario: Scenario, folder: Path) -> tuple[Outcome, Outcome]:
    """Hold it with the C program, then with ours."""
    return run_expected(scenario, folder), run(Ours(), scenario, folder)


def run_expected(
    scenario: Scenario, folder: Path, program: Server | None = None
) -> Outcome:
    """Hold it with the C program, the machine's or another.

    The secrets of its status page are hidden: that is the row page-hides-secrets,
    which holds for every page.
    """
    outcome = run(program or CProgram(), scenario, folder)
    seen = outcome.client_seen
    if PAGE_END not in seen.stdout:
        return outcome
    page = _PAGE_SECRET.sub(rb"\1***", seen.stdout)
    return replace(outcome, client_seen=replace(seen, stdout=page))


def compare_outcomes(
    scenario: Scenario, expected: Outcome, got: Outcome, folder: Path
) -> list[str]:
    """Compare every stream, with the scenario's deliberate differences."""
    parts = _parts(scenario, folder)
    problems = []
    for stream, wanted, have in _compared(scenario, expected, got):
        found = compare(
            wanted,
            have,
            stream=stream,
            differences=scenario.differences,
            parts=parts,
        )
        problems += [f"{stream}: {problem}" for problem in found]
    return problems


def assert_outcome_sensitive(
    scenario: Scenario, expected: Outcome, got: Outcome, folder: Path
) -> int:
    """Prove that a line dropped, doubled or swapped would be noticed; how many."""
    parts = _parts(scenario, folder)
    return sum(
        assert_sensitive(
            wanted,
            have,
            stream=stream,
            differences=scenario.differences,
            parts=parts,
        )
        for stream, wanted, have in _compared(scenario, expected, got)
    )


def _compared(
    scenario: Scenario, expected: Outcome, got: Outcome
) -> Iterator[tuple[str, bytes, bytes]]:
    pairs = zip(expected.streams(), got.streams(), strict=True)
    for (stream, wanted), (_, have) in pairs:
        if stream not in scenario.uncertain:
            yield stream, wanted, have


def _parts(scenario: Scenario, folder: Path) -> dict[str, bytes]:
    """Get from the C program what differences name, where it does print it."""
    parts = {}
    if scenario.block_of:
        whole = run(CProgram(), scenario.block_of, folder)
        parts["block"] = information_block(whole.stdout)
    if scenario.summary_of:
        parts["summary"] = run(CProgram(), scenario.summary_of, folder).stderr
    return parts
