"""The conversations in which the server's own input matters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.compat.clients import (
    FROM_CLIENT,
    ask,
    fetch,
    held,
    keyboard,
    knock,
)
from tests.compat.scenarios import once

if TYPE_CHECKING:
    from tests.compat.clients import Client
    from tests.kit.conversation import Scenario
    from tests.kit.process import Stdin

SENDS = held(data=FROM_CLIENT)
READS = held(wait_for=b"typed\n")
WHOLE = once("the block", SENDS)
SUMMED_UP = once("the summary", SENDS, "-brief")
POLITE = ("close-notify-when-quitting",)


def given(
    name: str, stdin: Stdin, client: Client, *options: str, differs: tuple[str, ...]
) -> Scenario:
    """Make a row in which the server finds its input ready, and a client too."""
    return replace(
        once(name, client, *options, differs=differs),
        stdin=stdin,
        block_of=WHOLE,
        summary_of=SUMMED_UP,
    )


TYPED = [
    once("typed line", keyboard(b"typed\n", seen=b"typed\n")),
    once(
        "typed line, TLS 1.2",
        keyboard(b"typed\n", seen=b"typed\n", options=("-tls1_2",)),
    ),
    once("typed line, crlf", keyboard(b"typed\n", seen=b"typed\r\n"), "-crlf"),
    once(
        "typed CRLF, crlf",
        keyboard(b"typed\r\n", seen=b"\r\n"),
        "-crlf",
        differs=("crlf-once",),
    ),
    once("typed rx", keyboard(b"rx\n", seen=b"rx\n")),
    once("typed Q", keyboard(b"Q\n"), differs=POLITE),
    once("typed Q, TLS 1.2", keyboard(b"Q\n", options=("-tls1_2",)), differs=POLITE),
    once("typed q", keyboard(b"q\n"), differs=POLITE),
    once(
        "typed question",
        keyboard(b"question\n", seen=b"question\n"),
        differs=("commands-are-whole-lines",),
    ),
    once("end of input with a client", keyboard(end=True), differs=POLITE),
    once(
        "last line, then the end of input",
        keyboard(b"last\n", end=True),
        differs=POLITE,
    ),
]


def _without_input(name: str, stdin: Stdin) -> list[Scenario]:
    """Every mode with an input that has ended, or was never there."""
    # Without a descriptor 0 the C program's sockets take its place, and it
    # watches one of them for typed text: it serves its client by chance.
    ends = stdin != "closed"
    console, obedient, quiet, brief = (
        (ids if ends else ())
        for ids in (
            ("end-of-input-serves-the-client",),
            ("ign-eof-is-obeyed",),
            ("quiet-ignores-the-end-of-input",),
            ("quiet-ignores-the-end-of-input", "brief-summary-always"),
        )
    )
    reverse = ask(b"hello\n", b"olleh\n")
    return [
        given(f"console, {name}", stdin, SENDS, differs=console),
        given(f"-ign_eof, {name}", stdin, SENDS, "-ign_eof", differs=obedient),
        given(f"quiet, {name}", stdin, SENDS, "-quiet", differs=quiet),
        given(f"brief, {name}", stdin, SENDS, "-brief", differs=brief),
        given(f"page, {name}", stdin, fetch("/"), "-www", differs=()),
        given(f"file, {name}", stdin, fetch("/page.html"), "-WWW", differs=()),
        given(f"reverse, {name}", stdin, reverse, "-rev", differs=()),
    ]


ENDED = [
    *_without_input("stdin null", "null"),
    *_without_input("stdin closed", "closed"),
    *_without_input("stdin empty", b""),
]

TEXT = b"typed\n"
WAITING = [
    # Which comes first, the end of our input or the client's, is a matter of
    # luck, and `shutdown accept socket` tells which it was.
    replace(
        given("text and end", TEXT, READS, differs=("text-then-end-of-input",)),
        uncertain=frozenset({"stderr"}),
    ),
    given("text and end, quiet", TEXT, READS, "-quiet", differs=()),
    given(
        "text and end, brief", TEXT, READS, "-brief", differs=("brief-summary-always",)
    ),
    given("q waiting", b"q\n", SENDS, differs=("end-of-input-serves-the-client",)),
    given("Q waiting, page", b"Q\n", fetch("/"), "-www", differs=()),
]

ANY_PORT = ("-accept", "127.0.0.1:0")
NEEDS_A_KNOCK: list[tuple[Scenario, Client | None]] = [
    (
        given(
            "Q without a client",
            b"Q\n",
            knock(),
            *ANY_PORT,
            differs=("quit-needs-no-client",),
        ),
        None,
    ),
]
"""The C program looks at its input only when somebody knocks; ours ends before
that, so that its client is another one: the second of each pair."""

ALL = [*TYPED, *ENDED, *WAITING]
